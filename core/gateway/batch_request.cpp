#include "gateway/batch_request.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <algorithm>
#include <array>

#include "http/hop_by_hop.h"
#include "http/parser.h"

namespace sluice::gateway {

namespace {

using namespace Qt::StringLiterals;

/// A problem of one item; empty: none.
using Reason = std::string;

bool isWord(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127; });
}

bool isLine(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

/// Fields that say how a message goes over its connection, which an item has none of.
bool isOfConnection(std::string_view name) {
    constexpr http::FieldNames framing{"Content-Length", "Expect", "Trailer"};
    return http::hopByHopFields.contains(name) || framing.contains(name);
}

Reason readText(const QJsonObject& object, const char* key, std::string& out) {
    const QJsonValue value = object[QLatin1String(key)];
    if (value.isUndefined()) return {};
    if (!value.isString()) return std::string(key) + ": expected text";
    out = value.toString().toStdString();
    return {};
}

Reason checkKeys(const QJsonObject& object) {
    constexpr std::array<const char*, 6> known{"id",      "method", "path",
                                               "headers", "body",   "body_base64"};
    for (const QString& key : object.keys()) {
        const bool isKnown = std::any_of(
            known.begin(), known.end(), [&](const char* one) { return key == QLatin1String(one); });
        if (!isKnown) return "unknown key '" + key.toStdString() + "'";
    }
    return {};
}

Reason readBody(const QJsonObject& object, std::string& body) {
    const bool isText = object.contains("body"_L1);
    if (isText && object.contains("body_base64"_L1)) return "body and body_base64: expected one";
    if (isText) return readText(object, "body", body);
    std::string coded;
    if (Reason reason = readText(object, "body_base64", coded); !reason.empty()) return reason;
    const auto decoded = QByteArray::fromBase64Encoding(QByteArray::fromStdString(coded),
                                                        QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded) return "body_base64: is not base64";
    body = decoded.decoded.toStdString();
    return {};
}

Reason addField(const QString& name, const QJsonValue& value, std::string& wire) {
    const std::string key = name.toStdString();
    if (!isWord(key) || key.find(':') != std::string::npos)
        return "headers: bad name '" + key + "'";
    if (isOfConnection(key)) return "headers: " + key + " is of a connection, not of a request";
    if (!value.isString()) return "headers." + key + ": expected text, or an array of texts";
    const std::string text = value.toString().toStdString();
    if (!isLine(text)) return "headers." + key + ": expected one line";
    wire.append(key).append(": ").append(text).append("\r\n");
    return {};
}

Reason addFields(const QJsonValue& headers, std::string& wire) {
    if (!headers.isUndefined() && !headers.isObject()) {
        return "headers: expected an object of names and values";
    }
    const QJsonObject fields = headers.toObject();
    for (auto field = fields.begin(); field != fields.end(); ++field) {
        const QJsonArray values =
            field->isArray() ? field->toArray() : QJsonArray{QJsonValue(*field)};
        for (const QJsonValue& value : values) {
            if (Reason reason = addField(field.key(), value, wire); !reason.empty()) return reason;
        }
    }
    return {};
}

bool namesHost(const QJsonObject& headers) {
    const QStringList names = headers.keys();
    return std::any_of(names.begin(), names.end(), [](const QString& name) {
        return name.compare("host"_L1, Qt::CaseInsensitive) == 0;
    });
}

/// The head as a client would send it.
Reason writeHead(const QJsonObject& object, const BatchRules& rules, uint64_t bodyBytes,
                 std::string& wire) {
    std::string method = "GET";
    std::string target;
    if (Reason reason = readText(object, "method", method); !reason.empty()) return reason;
    if (Reason reason = readText(object, "path", target); !reason.empty()) return reason;
    if (!isWord(method)) return "method: expected one word, such as GET";
    if (!isWord(target) || target.front() != '/') {
        return "path: expected one that begins with / and has no spaces";
    }
    if (method == "POST" && target.substr(0, target.find('?')) == rules.options.path) {
        return "a batch within a batch";
    }
    const QJsonValue headers = object["headers"_L1];
    wire = method + " " + target + " HTTP/1.1\r\n";
    if (!namesHost(headers.toObject())) wire.append("Host: ").append(rules.host).append("\r\n");
    if (bodyBytes > 0) wire += "Content-Length: " + std::to_string(bodyBytes) + "\r\n";
    if (Reason reason = addFields(headers, wire); !reason.empty()) return reason;
    wire += "\r\n";
    return {};
}

Reason readItem(const QJsonValue& value, const BatchRules& rules, BatchRequest& out) {
    if (!value.isObject()) return "expected an object";
    const QJsonObject object = value.toObject();
    const QJsonValue id = object["id"_L1];
    if (!id.isUndefined() && !id.isString() && !id.isDouble()) return "id: expected text or number";
    if (!id.isUndefined()) out.id = id;
    if (Reason reason = checkKeys(object); !reason.empty()) return reason;
    if (Reason reason = readBody(object, out.body); !reason.empty()) return reason;
    std::string wire;
    if (Reason reason = writeHead(object, rules, out.body.size(), wire); !reason.empty()) {
        return reason;
    }
    http::RequestParser parser(rules.limits);
    parser.reset(out.head);
    const auto step = parser.advance(wire);
    if (!step) return step.error().message;
    return step->kind == http::ParseStep::Kind::head ? "" : "is no request";
}

}  // namespace

BatchRequest readBatchRequest(const QJsonValue& item, const BatchRules& rules) {
    BatchRequest request;
    request.error = readItem(item, rules, request);
    return request;
}

}  // namespace sluice::gateway

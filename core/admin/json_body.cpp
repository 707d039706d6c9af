#include "admin/json_body.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <utility>

#include "http/ascii.h"

namespace sluice::admin {

namespace {

constexpr double maxWeight = 1000;

tl::unexpected<http::Problem> refusal(int status, std::string_view type, std::string title,
                                      std::string detail) {
    return tl::unexpected<http::Problem>(http::Problem{
        .status = status, .type = type, .title = std::move(title), .detail = std::move(detail)});
}

auto tooLarge(size_t maxBytes) {
    return refusal(413, "content-too-large", "Content too large",
                   "the body may have at most " + std::to_string(maxBytes) + " bytes");
}

auto notJson(std::string detail) {
    return refusal(400, "bad-json", "Not JSON", std::move(detail));
}

auto invalid(std::string detail) {
    return refusal(422, "invalid-change", "Invalid change", std::move(detail));
}

/// "application/json", with or without parameters, in any case (RFC 9110 section 8.3.1).
bool isJson(std::string_view contentType) {
    return http::equalNames(http::trimmed(contentType.substr(0, contentType.find(';'))),
                            "application/json");
}

std::string position(std::string_view text, int offset) {
    const std::string_view before = text.substr(0, static_cast<size_t>(offset));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const size_t lineStart = before.rfind('\n') + 1;  // npos + 1 is 0
    return "line " + std::to_string(line) + ", column " +
           std::to_string(before.size() - lineStart + 1);
}

Result<QJsonObject, http::Problem> parseObject(std::string_view json) {
    const QByteArray text(json.data(), static_cast<qsizetype>(json.size()));
    if (text.trimmed().isEmpty()) return notJson(R"(the body is empty; send {"weight": 2.5})");
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError) {
        const int offset = std::clamp(error.offset, 0, static_cast<int>(json.size()));
        return notJson(position(json, offset) + ": " + error.errorString().toStdString());
    }
    if (!document.isObject()) return invalid(R"(expected an object such as {"weight": 2.5})");
    return document.object();
}

}  // namespace

event::Task<Result<std::string, http::Problem>> readJsonBody(listener::Connection& connection,
                                                             size_t maxBytes) {
    using Kind = listener::BodyPiece::Kind;
    const http::RequestHead& request = connection.request();
    if (!isJson(request.fields.find("Content-Type").value_or(""))) {
        co_return refusal(415, "unsupported-media-type", "Unsupported media type",
                          "send the change with Content-Type: application/json");
    }
    if (request.framing.length > maxBytes) co_return tooLarge(maxBytes);
    std::string body;
    for (;;) {
        const listener::BodyPiece piece = co_await connection.readBody();
        if (piece.kind == Kind::end) co_return body;
        if (piece.kind == Kind::malformed) {
            co_return refusal(piece.error.status, "bad-request", "Bad request",
                              piece.error.message);
        }
        if (piece.kind == Kind::gone) {
            co_return refusal(408, "body-timeout", "Request timeout",
                              "the request's body did not arrive in time");
        }
        if (body.size() + piece.bytes.size() > maxBytes) co_return tooLarge(maxBytes);
        body.append(piece.bytes);
    }
}

Result<double, http::Problem> parseWeightPatch(std::string_view json) {
    const auto object = parseObject(json);
    if (!object) return tl::unexpected(object.error());
    for (const QString& key : object->keys()) {
        if (key != QStringLiteral("weight")) {
            return invalid("unknown key \"" + key.toStdString() + "\"; expected \"weight\"");
        }
    }
    const QJsonValue value = object->value(QStringLiteral("weight"));
    if (value.isUndefined()) return invalid("\"weight\" is missing, so there is nothing to change");
    if (!value.isDouble()) return invalid("\"weight\" must be a number from 0 to 1000");
    const double weight = value.toDouble();
    if (!(weight >= 0 && weight <= maxWeight)) {
        return invalid("\"weight\" is out of range; it must be a number from 0 to 1000");
    }
    return weight;
}

}  // namespace sluice::admin

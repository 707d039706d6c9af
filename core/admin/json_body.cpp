#include "admin/json_body.h"

#include <QJsonDocument>
#include <algorithm>
#include <utility>

#include "http/ascii.h"

namespace sluice::admin {

namespace {

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

Result<QJsonObject, http::Problem> parseJsonObject(std::string_view json,
                                                   std::string_view example) {
    const QByteArray text(json.data(), static_cast<qsizetype>(json.size()));
    if (text.trimmed().isEmpty()) {
        return notJson("the body is empty; send " + std::string(example));
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError) {
        const int offset = std::clamp(error.offset, 0, static_cast<int>(json.size()));
        return notJson(position(json, offset) + ": " + error.errorString().toStdString());
    }
    if (!document.isObject()) {
        return tl::unexpected(invalidChange("expected an object such as " + std::string(example)));
    }
    return document.object();
}

http::Problem invalidChange(std::string why) {
    return {.status = 422,
            .type = "invalid-change",
            .title = "Invalid change",
            .detail = std::move(why)};
}

}  // namespace sluice::admin

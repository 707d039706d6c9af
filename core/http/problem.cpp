#include "http/problem.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QString>
#include <utility>

#include "http/current_date.h"

namespace sluice::http {

namespace {

QString text(std::string_view utf8) {
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

std::string toJson(const Problem& problem) {
    QJsonObject object{
        {QStringLiteral("type"), text("urn:sluice:problem:" + std::string(problem.type))},
        {QStringLiteral("title"), text(problem.title)},
        {QStringLiteral("status"), problem.status},
        {QStringLiteral("detail"), text(problem.detail)}};
    if (!problem.pool.empty()) object[QStringLiteral("pool")] = text(problem.pool);
    if (!problem.server.empty()) object[QStringLiteral("server")] = text(problem.server);
    if (!problem.requestId.empty()) object[QStringLiteral("request_id")] = text(problem.requestId);
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString() + "\n";
}

QString row(const QString& name, std::string_view value) {
    if (value.empty()) return {};
    return QStringLiteral("<dt>%1</dt><dd>%2</dd>").arg(name, text(value).toHtmlEscaped());
}

std::string toHtml(const Problem& problem) {
    static const QString page = QStringLiteral(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width\"><title>%1 %2</title>"
        "<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;"
        "max-width:40rem;margin:15vh auto;padding:0 1.5rem}h1{font-size:1.5rem}"
        "dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;font-size:.875rem}"
        "dt{opacity:.65}dd{margin:0;font-family:monospace}</style>"
        "<h1>%1 %2</h1><p>%3</p><dl>%4</dl>\n");
    const QString rows = row(QStringLiteral("Problem"), problem.type) +
                         row(QStringLiteral("Pool"), problem.pool) +
                         row(QStringLiteral("Server"), problem.server) +
                         row(QStringLiteral("Request"), problem.requestId);
    return page
        .arg(QString::number(problem.status), text(problem.title).toHtmlEscaped(),
             text(problem.detail).toHtmlEscaped(), rows)
        .toStdString();
}

/// As a String of structured fields (RFC 9651 section 3.3.3), which has visible ASCII alone.
std::string structuredString(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += c >= 0x20 && c < 0x7f ? c : '?';
    }
    return result + "\"";
}

void addProxyFields(const Problem& problem, HeaderMap& fields) {
    fields.add("Via", "1.1 sluice");
    std::string status = "sluice; error=" + std::string(problem.proxyError);
    if (!problem.server.empty()) status += "; next-hop=" + structuredString(problem.server);
    fields.add("Proxy-Status", status);
    if (!problem.requestId.empty()) fields.add("X-Request-Id", problem.requestId);
}

}  // namespace

Problem problemOf(const ParseError& error) {
    using Limit = ParseError::Limit;
    Problem problem{.status = error.status,
                    .type = error.status == 400 ? "bad-request" : "request-refused",
                    .title = std::string(reasonPhrase(error.status)),
                    .detail = error.message,
                    .location = error.location};
    if (error.limit == Limit::connections) {
        problem.type = "too-many-connections";
        problem.title = "Too many connections";
        problem.retryAfter_s = 1;
    }
    if (!error.location.empty()) problem.detail += "; it is at " + error.location;
    return problem;
}

Problem withoutInternals(Problem problem) {
    problem.pool.clear();
    problem.server.clear();
    if (std::exchange(problem.isInternal, false))
        problem.detail = "The gateway's operator can find out by the request's ID what happened";
    return problem;
}

bool prefersHtml(const HeaderMap& requestFields) {
    const std::string_view accept = requestFields.find("Accept").value_or("");
    const size_t html = accept.find("text/html");
    const size_t json = accept.find("json");
    return html != std::string_view::npos && (json == std::string_view::npos || html < json);
}

std::string describe(const Problem& problem, bool html, ResponseHead& head) {
    std::string body = html ? toHtml(problem) : toJson(problem);
    head.clear();
    head.status = problem.status;
    head.reason = reasonPhrase(problem.status);
    head.framing = {Framing::Kind::length, body.size()};
    head.fields.add("Content-Type", html ? "text/html; charset=utf-8" : "application/problem+json");
    head.fields.add("Cache-Control", "no-store");
    head.fields.add("Date", currentDate());
    head.fields.add("Server", "sluice");
    if (!problem.allow.empty()) head.fields.add("Allow", problem.allow);
    if (!problem.proxyError.empty()) addProxyFields(problem, head.fields);
    if (!problem.location.empty()) head.fields.add("Location", problem.location);
    if (problem.retryAfter_s > 0) {
        head.fields.add("Retry-After", std::to_string(problem.retryAfter_s));
    }
    return body;
}

}  // namespace sluice::http

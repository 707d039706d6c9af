#include "cache/invalidation.h"

#include <QUrl>
#include <algorithm>
#include <initializer_list>

#include "cache/key.h"

namespace sluice::cache {

namespace {

QByteArray bytesOf(std::string_view text) {
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

/// Absolute, with what the reference leaves out taken from the base (RFC 3986 section 5.2).
std::string resolved(const std::string& base, std::string_view reference) {
    const QUrl url = QUrl::fromEncoded(bytesOf(reference), QUrl::StrictMode);
    if (!url.isValid()) return {};
    const QUrl target = QUrl::fromEncoded(bytesOf(base), QUrl::StrictMode).resolved(url);
    return target.toEncoded(QUrl::FullyEncoded | QUrl::RemoveFragment).toStdString();
}

}  // namespace

std::vector<std::string> keysToInvalidate(const http::RequestHead& request,
                                          const http::ResponseHead& response) {
    if (isSafe(request.method) || response.status < 200 || response.status >= 400) return {};
    std::vector<std::string> keys{keyFor(request)};
    for (const std::string_view name : {"Location", "Content-Location"}) {
        const auto reference = response.fields.find(name);
        if (!reference) continue;
        const auto key = keyForUrl(resolved(keys.front(), *reference));
        if (!key || partsOf(*key).authority != partsOf(keys.front()).authority) continue;
        if (std::find(keys.begin(), keys.end(), *key) == keys.end()) keys.push_back(*key);
    }
    return keys;
}

bool isSafe(std::string_view method) {
    return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE";
}

}  // namespace sluice::cache

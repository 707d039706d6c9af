#include "cache/invalidation.h"

#include <QUrl>
#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>

#include "cache/field_list.h"
#include "cache/key.h"
#include "http/original_request.h"

namespace sluice::cache {

namespace {

QByteArray bytesOf(std::string_view text) {
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

/// Absolute, with what the reference leaves out taken from the base (RFC 3986 section 5.2).
std::string resolved(const std::string& base, std::string_view reference,
                     QUrl::ParsingMode mode = QUrl::StrictMode) {
    const QUrl url = QUrl::fromEncoded(bytesOf(reference), mode);
    if (!url.isValid()) return {};
    const QUrl target = QUrl::fromEncoded(bytesOf(base), QUrl::StrictMode).resolved(url);
    return target.toEncoded(QUrl::FullyEncoded | QUrl::RemoveFragment).toStdString();
}

/// Where a URL has the origin by which the client asked proxies in front, with that of the request.
std::string asAsked(std::string url, const http::RequestHead& request, const std::string& key) {
    const http::OriginalRequest original = http::originalRequest(request);
    const std::string origin = original.scheme + "://" + lowered(original.authority);
    if (!url.starts_with(origin) || url[origin.size()] != '/') return url;
    return url.replace(0, origin.size(), "http://" + std::string(partsOf(key).authority));
}

/// Whether something may have changed.
bool isDone(const http::RequestHead& request, const http::ResponseHead& response) {
    return !isSafe(request.method) && response.status >= 200 && response.status < 400;
}

/// Where COPY and MOVE put something on the same origin, as servers read it, who bear with what is
/// not escaped. Behind a gateway that ends TLS, its scheme is https all the same.
std::optional<std::string> destinationOf(const http::RequestHead& request, const std::string& key) {
    if (request.method != "COPY" && request.method != "MOVE") return std::nullopt;
    const auto field = request.fields.find("Destination");
    if (!field) return std::nullopt;
    std::string url = asAsked(resolved(key, *field, QUrl::TolerantMode), request, key);
    if (url.starts_with("https:")) url.erase(4, 1);
    auto destination = keyForUrl(url);
    if (!destination || partsOf(*destination).authority != partsOf(key).authority)
        return std::nullopt;
    return destination;
}

void addNew(std::string key, std::vector<std::string>& keys) {
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(std::move(key));
}

/// Nothing for what has no path.
void addBranch(const std::string& key, std::vector<std::string>& branches) {
    if (!partsOf(key).target.starts_with('/')) return;
    std::string branch = key.substr(0, key.find('?'));
    if (!branch.ends_with('/')) branch += '/';
    addNew(std::move(branch), branches);
}

}  // namespace

std::vector<std::string> keysToInvalidate(const http::RequestHead& request,
                                          const http::ResponseHead& response) {
    if (!isDone(request, response)) return {};
    std::vector<std::string> keys{keyFor(request)};
    const std::string target = keys.front();
    for (const std::string_view name : {"Location", "Content-Location"}) {
        const auto reference = response.fields.find(name);
        if (!reference) continue;
        auto key = keyForUrl(asAsked(resolved(target, *reference), request, target));
        if (key && partsOf(*key).authority == partsOf(target).authority)
            addNew(std::move(*key), keys);
    }
    if (auto destination = destinationOf(request, target)) addNew(std::move(*destination), keys);
    // A collection answers by both names.
    for (const std::string& branch : branchesToInvalidate(request, response))
        if (partsOf(branch).target != "/") addNew(branch.substr(0, branch.size() - 1), keys);
    return keys;
}

std::vector<std::string> branchesToInvalidate(const http::RequestHead& request,
                                              const http::ResponseHead& response) {
    const bool takesAway = request.method == "DELETE" || request.method == "MOVE";
    if ((!takesAway && request.method != "COPY") || !isDone(request, response)) return {};
    const std::string target = keyFor(request);
    std::vector<std::string> branches;
    if (takesAway) addBranch(target, branches);
    if (const auto destination = destinationOf(request, target)) addBranch(*destination, branches);
    return branches;
}

bool isSafe(std::string_view method) {
    constexpr std::array<std::string_view, 8> safe{"GET",      "HEAD",   "OPTIONS", "TRACE",
                                                   "PROPFIND", "REPORT", "SEARCH",  "QUERY"};
    return std::find(safe.begin(), safe.end(), method) != safe.end();
}

}  // namespace sluice::cache

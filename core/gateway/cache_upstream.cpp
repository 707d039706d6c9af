#include "gateway/cache_upstream.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "base/hash.h"
#include "http/ascii.h"

namespace sluice::gateway {

namespace {

/// Texts of any characters, each told apart from the next by its length.
class Description {
public:
    void add(std::string_view text) {
        m_text.append(std::to_string(text.size())).append(":").append(text);
    }
    void addFields(std::vector<std::pair<std::string, std::string>> fields) {
        for (auto& [name, value] : fields)
            std::transform(name.begin(), name.end(), name.begin(), http::toLower);
        std::stable_sort(fields.begin(), fields.end());
        add(std::to_string(fields.size()));
        for (const auto& [name, value] : fields) {
            add(name);
            add(value);
        }
    }
    std::string hash() const {
        std::array<char, 16> digits{};
        const auto end =
            std::to_chars(digits.data(), digits.data() + digits.size(), stableHashOf(m_text), 16)
                .ptr;
        return {digits.data(), end};
    }

private:
    std::string m_text;
};

}  // namespace

std::string upstreamOf(const routing::Route& route, const upstream::PoolOptions& pool) {
    Description description;
    description.add(pool.name);
    description.add(std::to_string(static_cast<int>(pool.preserveHost)));
    if (pool.http2) description.add("http2");  // which preserves no Host by itself
    description.addFields(route.match.headers);
    const bool replaces = route.replacePrefix && route.stripPrefix.empty();
    description.add(replaces ? route.match.pathPrefix : route.stripPrefix);
    description.add(route.replacePrefix.value_or(""));
    description.add(std::to_string(route.requestFields.remove.size()));
    for (const std::string& name : route.requestFields.remove)
        description.add(name);
    description.addFields(route.requestFields.set);
    return description.hash();
}

}  // namespace sluice::gateway

#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sluice::routing {

/// Path prefixes by their segments, with numbers of what is there. A path is walked once, whatever
/// the number of prefixes. Once it is filled, any thread may look something up.
class PrefixTree {
public:
    /// `prefix`: without a slash at its end. Numbers under one prefix keep their order.
    void add(std::string_view prefix, size_t number);

    /// The first number that `accept` takes, of those whose prefix a normalizePath() has: longest
    /// prefixes first. They are of whole segments, and repeated slashes in the path count as one.
    template <class Accept>
    std::optional<size_t> findLongest(std::string_view path, Accept accept) const {
        for (size_t at = longest(path);; at = m_nodes[at].shorter) {
            for (const size_t number : m_nodes[at].numbers) {
                if (accept(number)) return number;
            }
            if (at == 0) return std::nullopt;
        }
    }

private:
    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    struct Node {
        std::unordered_map<std::string, size_t, Hash, std::equal_to<>> children;  ///< by segment
        std::vector<size_t> numbers;
        size_t shorter = 0;  ///< the node of the prefix without the last segment
    };

    size_t longest(std::string_view path) const;

    std::vector<Node> m_nodes = std::vector<Node>(1);  ///< the first has the empty prefix
};

}  // namespace sluice::routing

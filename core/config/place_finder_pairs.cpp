#include <algorithm>

#include "config/place_finder.h"
#include "config/toml_text.h"

/// Pairs that go from a table that has lines of its own.
namespace sluice::config {

bool PlaceFinder::isSpread(const Path& path) const {
    const Spot spot = locate(path);
    return spot.chain.size() == path.size() + 1 && spot.chain.back()->kind == Value::Kind::table &&
           spot.forms.back() != Form::inlined;
}

Result<Edit> PlaceFinder::removal(const Path& path) const {
    const Spot spot = locate({path.begin(), path.end() - 1});
    const auto& members = spot.chain.back()->members;
    const auto pair = std::find_if(members.begin(), members.end(),
                                   [&](const Member& m) { return m.key == path.back(); });
    const bool isInBraces =
        std::find(spot.forms.begin(), spot.forms.end(), Form::inlined) != spot.forms.end();
    if (pair == members.end() || isInBraces || isInHeader(*pair)) {
        return failure(tomlKey(path) + " has no line of its own in the file");
    }
    const size_t begin = offset({pair->place.line, 1});
    const size_t newline = m_toml.find('\n', offset(pair->value.end));
    const size_t end = newline == m_toml.npos ? m_toml.size() : newline + 1;
    return Edit{begin, end - begin, ""};
}

}  // namespace sluice::config

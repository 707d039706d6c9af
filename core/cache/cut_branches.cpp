#include "cache/cut_branches.h"

#include "cache/key.h"

namespace sluice::cache {

bool CutBranches::liesOnCut(std::string_view key, WallTime requested) const {
    const std::string_view url = urlOf(key);
    const size_t start = url.size() - partsOf(url).target.size();
    const std::string_view path = url.substr(0, url.find('?'));
    size_t levels = 0;
    for (size_t at = path.find('/', start); at != path.npos; at = path.find('/', at + 1)) {
        if (++levels > mostLevels) return true;
        const auto& time = m_times[hashOf(path.substr(0, at + 1)) % places];
        if (time.load() >= millisecondsOf(requested)) return true;
    }
    return false;
}

}  // namespace sluice::cache

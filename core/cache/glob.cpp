#include "cache/glob.h"

namespace sluice::cache {

bool matchesGlob(std::string_view text, std::string_view pattern) {
    constexpr size_t kNone = std::string_view::npos;
    size_t at = 0;
    size_t star = kNone;  // the last one, which takes up more where what follows does not fit
    size_t taken = 0;
    for (size_t i = 0; i < text.size();) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            taken = i;
        } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == text[i])) {
            ++at;
            ++i;
        } else if (star != kNone) {
            at = star + 1;
            i = ++taken;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at) == kNone;
}

}  // namespace sluice::cache

#include "config/places.h"

namespace sluice::config {

Place Places::of(std::string path) const {
    while (true) {
        if (const auto found = m_places.find(path); found != m_places.end()) return found->second;
        const size_t dot = path.rfind('.');
        if (dot == path.npos) return {};
        path.resize(dot);
    }
}

}  // namespace sluice::config

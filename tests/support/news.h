#pragma once

#include <mutex>
#include <string>

#include "cache/redis/connection.h"

namespace sluice::test {

/// What a connection to Redis reported, for any thread.
class News {
public:
    cache::redis::Connection::Report report() {
        return [this](cache::redis::Connection::State, const std::string& text) { add(text); };
    }
    void add(const std::string& text) {
        const std::lock_guard lock(m_mutex);
        m_text += text + "\n";
    }
    bool has(const std::string& text) const { return all().find(text) != std::string::npos; }
    std::string all() const {
        const std::lock_guard lock(m_mutex);
        return m_text;
    }

private:
    mutable std::mutex m_mutex;
    std::string m_text;
};

}  // namespace sluice::test

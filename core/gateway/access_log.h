#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "event/timer.h"
#include "gateway/access_log_file.h"

namespace sluice::gateway {

/// What one line of the access log tells.
struct AccessEntry {
    std::string_view peer;
    std::string_view method;
    std::string_view path;  ///< without the query, which may hold secrets
    int status = 0;
    uint64_t bytesOut = 0;
    Duration elapsed{};
    std::string_view route;
    std::string_view server;
    std::string_view requestId;
};

/// One worker's lines, written out when 32 KiB are gathered and at least once a second.
class AccessLog {
public:
    AccessLog();
    ~AccessLog();
    AccessLog(const AccessLog&) = delete;
    AccessLog& operator=(const AccessLog&) = delete;

    void setFile(std::shared_ptr<AccessLogFile> file);  ///< null: no log
    bool enabled() const { return m_file != nullptr; }
    void write(const AccessEntry& entry);

private:
    void flush();
    static void due(void* self);

    std::shared_ptr<AccessLogFile> m_file;
    std::string m_lines;
    event::Timer m_timer;
};

}  // namespace sluice::gateway

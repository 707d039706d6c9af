#include "gateway/access_log.h"

#include <array>
#include <ctime>
#include <utility>

#include "event/epoll_dispatcher.h"

namespace sluice::gateway {

namespace {

constexpr size_t gatherBytes = 32 * 1024;
constexpr Duration flushInterval = std::chrono::seconds(1);

/// RFC 3339, UTC, milliseconds.
void appendTime(std::string& out) {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    tm utc{};
    ::gmtime_r(&now.tv_sec, &utc);
    std::array<char, 40> text{};
    const size_t n = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
    std::snprintf(text.data() + n, text.size() - n, ".%03ldZ", now.tv_nsec / 1'000'000);
    out += text.data();
}

}  // namespace

AccessLog::AccessLog() : m_timer(event::EpollDispatcher::current()->timers(), &due, this) {}

AccessLog::~AccessLog() {
    flush();
}

void AccessLog::setFile(std::shared_ptr<AccessLogFile> file) {
    flush();
    m_file = std::move(file);
}

void AccessLog::write(const AccessEntry& entry) {
    if (!m_file) return;
    appendTime(m_lines);
    std::array<char, 64> figures{};
    std::snprintf(figures.data(), figures.size(), " %d %llu %.3fms ", entry.status,
                  static_cast<unsigned long long>(entry.bytesOut),
                  std::chrono::duration<double, std::milli>(entry.elapsed).count());
    m_lines.append(" ").append(entry.peer).append(" ").append(entry.method).append(" ");
    m_lines.append(entry.path).append(figures.data());
    m_lines.append(entry.route.empty() ? "-" : entry.route).append(" ");
    m_lines.append(entry.server.empty() ? "-" : entry.server).append(" ");
    m_lines.append(entry.requestId.empty() ? "-" : entry.requestId).append("\n");
    if (m_lines.size() >= gatherBytes) {
        flush();
    } else if (!m_timer.armed()) {
        m_timer.arm(Clock::now() + flushInterval);
    }
}

void AccessLog::flush() {
    if (m_file && !m_lines.empty()) m_file->append(m_lines);
    m_lines.clear();
}

void AccessLog::due(void* self) {
    static_cast<AccessLog*>(self)->flush();
}

}  // namespace sluice::gateway

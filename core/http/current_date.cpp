#include "http/current_date.h"

#include <array>
#include <cstdio>
#include <ctime>

namespace sluice::http {

namespace {

constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Text {
    std::time_t second = -1;
    std::array<char, 64> text{};
    size_t size = 0;

    void write(std::time_t now) {
        std::tm date{};
        ::gmtime_r(&now, &date);
        const int length =
            std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                          days[static_cast<size_t>(date.tm_wday)], date.tm_mday,
                          months[static_cast<size_t>(date.tm_mon)], date.tm_year + 1900,
                          date.tm_hour, date.tm_min, date.tm_sec);
        size = static_cast<size_t>(length);
        second = now;
    }
};

}  // namespace

std::string_view currentDate() {
    thread_local Text text;
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
    if (now.tv_sec != text.second) text.write(now.tv_sec);
    return {text.text.data(), text.size};
}

}  // namespace sluice::http

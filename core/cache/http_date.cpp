#include "cache/http_date.h"

#include <algorithm>
#include <array>

#include "cache/field_list.h"

namespace sluice::cache {

namespace {

using std::chrono::year_month_day;

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 7> kLongDays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};

/// Takes a date apart from left to right; after the first mistake nothing fits any more.
class Reader {
public:
    explicit Reader(std::string_view text) : m_rest(text) {}

    bool isDone() const { return m_valid && m_rest.empty(); }
    void text(std::string_view expected) {
        m_valid = m_valid && http::equalNames(m_rest.substr(0, expected.size()), expected);
        if (m_valid) m_rest.remove_prefix(expected.size());
    }
    int number(size_t digits) {
        int value = 0;
        m_valid = m_valid && m_rest.size() >= digits;
        for (size_t i = 0; m_valid && i < digits; ++i) {
            m_valid = http::isDigit(m_rest[i]);
            value = value * 10 + (m_rest[i] - '0');
        }
        if (m_valid) m_rest.remove_prefix(digits);
        return value;
    }
    /// Two digits, or a blank and one.
    int paddedDay() {
        if (!m_rest.starts_with(' ')) return number(2);
        m_rest.remove_prefix(1);
        return number(1);
    }
    template <size_t size>
    unsigned oneOf(const std::array<std::string_view, size>& names) {
        const auto found = std::find_if(names.begin(), names.end(), [this](std::string_view name) {
            return http::equalNames(m_rest.substr(0, name.size()), name);
        });
        m_valid = m_valid && found != names.end();
        if (m_valid) m_rest.remove_prefix(found->size());
        return static_cast<unsigned>(found - names.begin());
    }
    Seconds timeOfDay() {
        const int hour = number(2);
        text(":");
        const int minute = number(2);
        text(":");
        const int second = number(2);
        m_valid = m_valid && hour < 24 && minute < 60 && second <= 60;  // 60: a leap second
        return std::chrono::hours(hour) + std::chrono::minutes(minute) + Seconds(second);
    }

private:
    std::string_view m_rest;
    bool m_valid = true;
};

std::optional<WallTime> timeOf(const Reader& reader, int year, unsigned monthIndex, int day,
                               Seconds timeOfDay) {
    const year_month_day date{std::chrono::year(year), std::chrono::month(monthIndex + 1),
                              std::chrono::day(static_cast<unsigned>(day))};
    if (!reader.isDone() || !date.ok()) return std::nullopt;
    return WallTime(std::chrono::sys_days(date)) + timeOfDay;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<WallTime> parseFixDate(std::string_view text) {
    Reader reader(text);
    reader.oneOf(kDays);
    reader.text(", ");
    const int day = reader.number(2);
    reader.text(" ");
    const unsigned month = reader.oneOf(kMonths);
    reader.text(" ");
    const int year = reader.number(4);
    reader.text(" ");
    const Seconds timeOfDay = reader.timeOfDay();
    reader.text(" GMT");
    return timeOf(reader, year, month, day, timeOfDay);
}

/// "Sunday, 06-Nov-94 08:49:37 GMT"
std::optional<WallTime> parseRfc850Date(std::string_view text, WallTime now) {
    Reader reader(text);
    reader.oneOf(kLongDays);
    reader.text(", ");
    const int day = reader.number(2);
    reader.text("-");
    const unsigned month = reader.oneOf(kMonths);
    reader.text("-");
    const int digits = reader.number(2);
    reader.text(" ");
    const Seconds timeOfDay = reader.timeOfDay();
    reader.text(" GMT");
    const int thisYear =
        static_cast<int>(year_month_day(std::chrono::floor<std::chrono::days>(now)).year());
    int year = thisYear - thisYear % 100 + 100 + digits;
    while (year > thisYear + 50)
        year -= 100;
    return timeOf(reader, year, month, day, timeOfDay);
}

/// "Sun Nov  6 08:49:37 1994"
std::optional<WallTime> parseAsctimeDate(std::string_view text) {
    Reader reader(text);
    reader.oneOf(kDays);
    reader.text(" ");
    const unsigned month = reader.oneOf(kMonths);
    reader.text(" ");
    const int day = reader.paddedDay();
    reader.text(" ");
    const Seconds timeOfDay = reader.timeOfDay();
    reader.text(" ");
    const int year = reader.number(4);
    return timeOf(reader, year, month, day, timeOfDay);
}

void appendNumber(std::string& out, int value, size_t digits) {
    const std::string text = std::to_string(value);
    out.append(digits - std::min(digits, text.size()), '0').append(text);
}

}  // namespace

std::optional<WallTime> parseHttpDate(std::string_view text, WallTime now) {
    const size_t comma = text.find(',');
    if (comma == 3) return parseFixDate(text);
    return comma == std::string_view::npos ? parseAsctimeDate(text) : parseRfc850Date(text, now);
}

std::string formatHttpDate(WallTime time) {
    const auto days = std::chrono::floor<std::chrono::days>(time);
    const year_month_day date(days);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<Seconds>(time - days));
    std::string out(kDays[std::chrono::weekday(days).c_encoding()]);
    out.append(", ");
    appendNumber(out, static_cast<int>(static_cast<unsigned>(date.day())), 2);
    out.append(" ").append(kMonths[static_cast<unsigned>(date.month()) - 1]).append(" ");
    appendNumber(out, static_cast<int>(date.year()), 4);
    out += ' ';
    appendNumber(out, static_cast<int>(clock.hours().count()), 2);
    out += ':';
    appendNumber(out, static_cast<int>(clock.minutes().count()), 2);
    out += ':';
    appendNumber(out, static_cast<int>(clock.seconds().count()), 2);
    return out.append(" GMT");
}

}  // namespace sluice::cache

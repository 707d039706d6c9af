#include "number_format.h"

#include <QLocale>
#include <array>
#include <cmath>

namespace sluice::desktop::format {

namespace {

// The product speaks English; the numbers do too, whatever the system's locale.
QString fixed(double number, int decimals) {
    return QLocale(QLocale::English, QLocale::UnitedStates).toString(number, 'f', decimals);
}

QString shortest(double number, int maxDecimals) {
    QString text = fixed(number, maxDecimals);
    while (text.contains(u'.') && (text.endsWith(u'0') || text.endsWith(u'.')))
        text.chop(1);
    return text;
}

}  // namespace

QString count(double number) {
    return number > 0 && number < 10 && number != std::floor(number) ? fixed(number, 1)
                                                                     : fixed(number, 0);
}

QString shortCount(double number) {
    if (number >= 1e6) return shortest(number / 1e6, 2) + u'M';
    return number >= 1000 ? shortest(number / 1000, 2) + u'k' : shortest(number, 2);
}

QString milliseconds(double time_ms) {
    if (time_ms <= 0) return QStringLiteral("–");
    if (time_ms < 0.1) return fixed(time_ms, 2);
    return fixed(time_ms, time_ms < 100 ? 1 : 0);
}

QString timeLabel(double time_ms) {
    return time_ms < 1000 ? shortest(time_ms, 3) + QStringLiteral(" ms")
                          : shortest(time_ms / 1000, 3) + QStringLiteral(" s");
}

QString percent(double fraction) {
    const double value = fraction * 100;
    if (value <= 0) return QStringLiteral("0");
    if (value < 1) return fixed(value, 2);
    return fixed(value, value < 10 ? 1 : 0);
}

QString success(double errorFraction) {
    const double value = (1 - errorFraction) * 100;
    return value >= 100 ? QStringLiteral("100") : fixed(std::floor(value * 10) / 10, 1);
}

Quantity bytes(double bytes) {
    static constexpr std::array units{"B", "kB", "MB", "GB"};
    size_t unit = 0;
    for (; bytes >= 1000 && unit + 1 < units.size(); ++unit)
        bytes /= 1000;
    return {fixed(bytes, unit == 0 || bytes >= 100 ? 0 : 1), QString::fromLatin1(units.at(unit))};
}

Quantity bytesPerSecond(double number) {
    Quantity quantity = bytes(number);
    quantity.unit += QStringLiteral("/s");
    return quantity;
}

QString duration(double time_s) {
    const auto whole = [](double number, const char* unit) {
        return fixed(std::floor(number), 0) + QLatin1String(unit);
    };
    if (time_s < 120) return whole(time_s, " s");
    if (time_s < 7200) return whole(time_s / 60, " min");
    return time_s < 172'800 ? whole(time_s / 3600, " h") : whole(time_s / 86'400, " d");
}

QString ago(double time_s) {
    if (time_s < 0) return QStringLiteral("never");
    if (time_s < 60) return fixed(std::floor(time_s), 0) + QStringLiteral(" s ago");
    if (time_s < 3600) return fixed(std::floor(time_s / 60), 0) + QStringLiteral(" min ago");
    return fixed(std::floor(time_s / 3600), 0) + QStringLiteral(" h ago");
}

QString change(double percent, int decimals) {
    const QString sign = percent > 0   ? QStringLiteral("+")
                         : percent < 0 ? QStringLiteral("−")
                                       : QString();
    return sign + fixed(std::abs(percent), decimals) + QStringLiteral(" %");
}

QString score(double score) {
    return fixed(score, 2);
}

QString weight(double weight) {
    const QString text = shortest(weight, 3);
    return text.contains(u'.') ? text : text + QStringLiteral(".0");
}

double niceCeiling(double number) {
    if (number <= 10) return 10;
    const double magnitude = std::pow(10.0, std::floor(std::log10(number)));
    for (const double step : {1.0, 2.0, 4.0, 6.0, 8.0}) {
        if (number <= step * magnitude) return step * magnitude;
    }
    return 10 * magnitude;
}

}  // namespace sluice::desktop::format

#pragma once

#include <QString>

/// Numbers as the screens show them: thousands grouped, as many digits as one can act on.
namespace sluice::desktop::format {

/// A number and its unit, which the screens set in different sizes.
struct Quantity {
    QString value;
    QString unit;

    bool operator==(const Quantity&) const = default;
};

QString count(double number);           ///< "8,412", "0.4"
QString shortCount(double number);      ///< for an axis: "2.5k", "10k", "1M"
QString milliseconds(double time_ms);   ///< without the unit: "0.9", "41.0", "1,250"; "–" for 0
QString timeLabel(double time_ms);      ///< for an axis: "0.1 ms", "10 s"
QString percent(double fraction);       ///< without the sign: "0.12", "31", "100"
QString success(double errorFraction);  ///< never rounded up to "100"
Quantity bytesPerSecond(double bytes);  ///< decimal: "3.4" "MB/s"
Quantity bytes(double bytes);           ///< decimal: "3.4" "MB"
QString duration(double time_s);        ///< "59 s", "12 min", "3 h", "2 d"
QString ago(double time_s);             ///< "2 s ago"; "never" below 0
QString change(double percent, int decimals);  ///< with sign and unit: "+12 %", "−3.4 %"
QString score(double score);                   ///< always two decimals: "0.90"
QString weight(double weight);                 ///< "1.0", "2.25"

/// The smallest of 1, 2, 4, 6, 8 or 10 times a power of ten that is at least `number`, so that its
/// quarters are short; at least 10.
double niceCeiling(double number);

}  // namespace sluice::desktop::format

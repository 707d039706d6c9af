#include "admin/json_value.h"

#include <QJsonDocument>
#include <algorithm>
#include <cmath>
#include <limits>

namespace sluice::admin {

QJsonValue finite(double value) {
    return std::isfinite(value) ? value : 0.0;
}

QJsonValue count(uint64_t value) {
    constexpr auto largest = static_cast<uint64_t>(std::numeric_limits<qint64>::max());
    return static_cast<qint64>(std::min(value, largest));
}

QJsonValue number(int64_t value) {
    return static_cast<qint64>(value);
}

QString text(std::string_view utf8) {
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QString latin1(std::string_view name) {
    return QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
}

std::string lineOf(const QJsonObject& object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString() + "\n";
}

}  // namespace sluice::admin

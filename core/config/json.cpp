#include "config/json.h"

#include <QJsonArray>
#include <QJsonObject>
#include <cmath>

namespace sluice::config {

namespace {

constexpr double kLargestExact = 9007199254740992;  // 2^53

void readNumber(double number, Value& value) {
    value.real = number;
    const bool isWhole = std::trunc(number) == number && std::abs(number) <= kLargestExact;
    value.kind = isWhole ? Value::Kind::integer : Value::Kind::real;
    if (isWhole) value.integer = static_cast<int64_t>(number);
}

void readObject(const QJsonObject& object, Value& value) {
    for (auto it = object.begin(); it != object.end(); ++it)
        value.members.push_back({it.key().toStdString(), {}, fromJson(it.value())});
}

}  // namespace

Value fromJson(const QJsonValue& json) {
    Value value;
    switch (json.type()) {
        case QJsonValue::Bool:
            value.kind = Value::Kind::boolean;
            value.boolean = json.toBool();
            break;
        case QJsonValue::Double:
            readNumber(json.toDouble(), value);
            break;
        case QJsonValue::String:
            value.kind = Value::Kind::string;
            value.text = json.toString().toStdString();
            break;
        case QJsonValue::Array:
            value.kind = Value::Kind::array;
            for (const QJsonValue item : json.toArray())
                value.items.push_back(fromJson(item));
            break;
        case QJsonValue::Object:
            readObject(json.toObject(), value);
            break;
        default:
            value.kind = Value::Kind::null;
    }
    return value;
}

QJsonValue toJson(const Value& value) {
    switch (value.kind) {
        case Value::Kind::table: {
            QJsonObject object;
            for (const Member& member : value.members)
                object.insert(QString::fromStdString(member.key), toJson(member.value));
            return object;
        }
        case Value::Kind::array: {
            QJsonArray array;
            for (const Value& item : value.items)
                array.append(toJson(item));
            return array;
        }
        case Value::Kind::integer:
            return static_cast<qint64>(value.integer);
        case Value::Kind::real:
            return std::isfinite(value.real) ? QJsonValue(value.real) : QJsonValue();
        case Value::Kind::boolean:
            return value.boolean;
        case Value::Kind::null:
            return QJsonValue();
        default:
            return QString::fromStdString(value.text);
    }
}

}  // namespace sluice::config

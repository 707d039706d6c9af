#include "gateway/batch_report.h"

#include <QByteArray>
#include <QJsonDocument>

#include "gateway/json_text.h"

namespace sluice::gateway {

namespace {

using namespace Qt::StringLiterals;

double seconds(Duration time) {
    return std::chrono::duration<double>(time).count();
}

QString text(std::string_view utf8) {
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

/// A name that comes more than once has an array of values.
QJsonObject fieldsOf(const http::HeaderMap& fields) {
    QJsonObject object;
    for (const auto field : fields) {
        const QString name =
            QString::fromLatin1(field.name.data(), static_cast<qsizetype>(field.name.size()));
        const QString value =
            QString::fromLatin1(field.value.data(), static_cast<qsizetype>(field.value.size()));
        const QJsonValue known = object.value(name);
        if (known.isUndefined()) {
            object[name] = value;
        } else {
            QJsonArray values = known.isArray() ? known.toArray() : QJsonArray{known};
            values.append(value);
            object[name] = values;
        }
    }
    return object;
}

/// To an object: text as it is; what is no UTF-8, or has a byte order mark that decoding would
/// drop, as base64. Without a copy in between, since it may be large.
void addBody(const std::string& body, std::string& object) {
    const auto bytes = QByteArray::fromRawData(body.data(), static_cast<qsizetype>(body.size()));
    const bool isText = bytes.isValidUtf8() && !body.starts_with("\xef\xbb\xbf");
    object.pop_back();
    object += isText ? ",\"body\":" : ",\"body_base64\":";
    appendJsonText(isText ? body : bytes.toBase64().toStdString(), object);
    object += '}';
}

}  // namespace

std::string lineOf(const QJsonObject& object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

std::string BatchReport::add(const BatchItem& item) {
    QJsonObject result{{u"index"_s, static_cast<qint64>(item.index())},
                       {u"status"_s, item.status()},
                       {u"processing_time"_s, seconds(item.elapsed())}};
    if (!item.id().isNull()) result["id"_L1] = item.id();
    m_time += item.elapsed();
    if (item.error().empty()) {
        ++m_successful;
    } else {
        result["error"_L1] = text(item.error());
        QJsonObject error{{u"index"_s, static_cast<qint64>(item.index())},
                          {u"error"_s, text(item.error())}};
        if (!item.id().isNull()) error["id"_L1] = item.id();
        m_errors.append(error);
    }
    if (item.answer().complete()) {
        result["headers"_L1] = fieldsOf(item.answer().head().fields);
    }
    std::string line = lineOf(result);
    if (item.answer().complete()) addBody(item.answer().body(), line);
    return line;
}

QJsonObject BatchReport::summary(Duration elapsed) const {
    const size_t failed = static_cast<size_t>(m_errors.size());
    const size_t total = m_successful + failed;
    const double average = total > 0 ? seconds(m_time) / static_cast<double>(total) : 0;
    return {{u"total_requests"_s, static_cast<qint64>(total)},
            {u"successful"_s, static_cast<qint64>(m_successful)},
            {u"failed"_s, static_cast<qint64>(failed)},
            {u"errors"_s, m_errors},
            {u"total_processing_time"_s, seconds(elapsed)},
            {u"average_request_time"_s, average}};
}

}  // namespace sluice::gateway

#include "admin/course_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "admin/json_value.h"

using namespace Qt::StringLiterals;

namespace sluice::admin {

QByteArray toJson(const metrics::Course& course, bool tens) {
    QJsonArray points;
    for (const auto& point : tens ? course.tens() : course.seconds()) {
        QJsonArray row;
        for (const float value :
             {point.time_s, point.requests_per_s, point.errors_per_s, point.cacheHits_per_s,
              point.p50_ms, point.p90_ms, point.p99_ms, point.received_bytes_per_s,
              point.sent_bytes_per_s, point.memoryHits_per_s, point.redisHits_per_s,
              point.cacheMisses_per_s}) {
            row.append(finite(static_cast<double>(value)));
        }
        points.append(row);
    }
    const QJsonArray columns{u"time_s"_s,
                             u"requests_per_second"_s,
                             u"errors_per_second"_s,
                             u"cache_hits_per_second"_s,
                             u"p50_ms"_s,
                             u"p90_ms"_s,
                             u"p99_ms"_s,
                             u"received_bytes_per_second"_s,
                             u"sent_bytes_per_second"_s,
                             u"cache_memory_hits_per_second"_s,
                             u"cache_redis_hits_per_second"_s,
                             u"cache_misses_per_second"_s};
    const QJsonObject json{
        {u"step_s"_s, tens ? 10 : 1}, {u"columns"_s, columns}, {u"points"_s, points}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

}  // namespace sluice::admin

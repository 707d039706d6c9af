#include "cache/redis/name_lookup.h"

#include <QHostInfo>
#include <QObject>
#include <memory>

#include "event/notification.h"

namespace sluice::cache::redis {

event::Task<Result<std::string>> addressOf(std::string host, TimePoint deadline) {
    const QString name = QString::fromStdString(host);
    if (!QHostAddress(name).isNull()) co_return host;
    event::Notification answered;
    QHostInfo info;
    QObject receiver;  // its end makes a later answer harmless
    QHostInfo::lookupHost(name, &receiver, [&](const QHostInfo& found) {
        info = found;
        answered.notify();
    });
    const bool inTime = co_await answered.wait(deadline);
    if (!inTime) co_return failure("the name server did not answer in time for " + host);
    if (info.addresses().isEmpty())
        co_return failure(host + ": " + info.errorString().toStdString());
    co_return info.addresses().constFirst().toString().toStdString();
}

}  // namespace sluice::cache::redis

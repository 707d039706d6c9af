#include "event/host_lookup.h"

#include <QHostInfo>
#include <QObject>

#include "event/notification.h"

namespace sluice::event {

Task<Result<QList<QHostAddress>>> lookUpHost(std::string host, TimePoint deadline) {
    const QString name = QString::fromStdString(host);
    if (const QHostAddress address(name); !address.isNull()) co_return QList{address};
    Notification answered;
    QHostInfo info;
    QObject receiver;  // its end makes a later answer harmless
    const int id = QHostInfo::lookupHost(name, &receiver, [&](const QHostInfo& found) {
        info = found;
        answered.notify();
    });
    const bool inTime = co_await answered.wait(deadline);
    if (!inTime) {
        QHostInfo::abortHostLookup(id);
        co_return failure(host + ": the name server did not answer in time");
    }
    if (info.addresses().isEmpty())
        co_return failure(host + ": " + info.errorString().toStdString());
    co_return info.addresses();
}

}  // namespace sluice::event

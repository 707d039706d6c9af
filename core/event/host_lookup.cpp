#include "event/host_lookup.h"

#include <QHostInfo>
#include <memory>

#include "event/notification.h"

namespace sluice::event {

namespace {

struct Answer {
    Notification told;
    QHostInfo info;
};

}  // namespace

Task<Result<QList<QHostAddress>>> lookUpHost(std::string host, TimePoint deadline) {
    const QString name = QString::fromStdString(host);
    if (const QHostAddress address(name); !address.isNull()) co_return QList{address};
    // Shared with the callback, which may come when the task is gone. A context object that ends
    // before would do as well, had Qt 6.4 not lost the callback's memory then.
    const auto answer = std::make_shared<Answer>();
    const int id = QHostInfo::lookupHost(name, [answer](const QHostInfo& found) {
        answer->info = found;
        answer->told.notify();
    });
    const bool inTime = co_await answer->told.wait(deadline);
    if (!inTime) {
        QHostInfo::abortHostLookup(id);
        co_return failure(host + ": the name server did not answer in time");
    }
    if (answer->info.addresses().isEmpty())
        co_return failure(host + ": " + answer->info.errorString().toStdString());
    co_return answer->info.addresses();
}

}  // namespace sluice::event

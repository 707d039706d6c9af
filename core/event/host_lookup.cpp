#include "event/host_lookup.h"

#include <QHostInfo>
#include <map>
#include <memory>
#include <optional>

#include "event/broadcast.h"

namespace sluice::event {

namespace {

/// One look-up, for all of this worker who ask for that name meanwhile.
struct LookUp {
    Broadcast told;
    std::optional<QHostInfo> info;
};

using Running = std::map<std::string, std::weak_ptr<LookUp>>;

Running& running() {
    thread_local Running names;
    return names;
}

std::shared_ptr<LookUp> begin(const std::string& host) {
    auto lookUp = std::make_shared<LookUp>();
    running()[host] = lookUp;
    // Shared with the callback, which may come when nobody waits. A context object that ends before
    // would do as well, had Qt 6.4 not lost the callback's memory then.
    QHostInfo::lookupHost(QString::fromStdString(host), [lookUp, host](const QHostInfo& found) {
        running().erase(host);
        lookUp->info = found;
        lookUp->told.tell();
    });
    return lookUp;
}

std::shared_ptr<LookUp> joinOrBegin(const std::string& host) {
    const auto found = running().find(host);
    auto lookUp = found == running().end() ? nullptr : found->second.lock();
    return lookUp ? lookUp : begin(host);
}

}  // namespace

Task<Result<QList<QHostAddress>>> lookUpHost(std::string host, TimePoint deadline) {
    const QString name = QString::fromStdString(host);
    if (const QHostAddress address(name); !address.isNull()) co_return QList{address};
    const auto lookUp = joinOrBegin(host);
    if (!lookUp->info) co_await lookUp->told.after(0, deadline);
    if (!lookUp->info) co_return failure(host + ": the name server did not answer in time");
    if (lookUp->info->addresses().isEmpty())
        co_return failure(host + ": " + lookUp->info->errorString().toStdString());
    co_return lookUp->info->addresses();
}

}  // namespace sluice::event

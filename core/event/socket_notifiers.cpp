#include "event/socket_notifiers.h"

#include <QCoreApplication>
#include <QEvent>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace sluice::event {

namespace {

constexpr std::array kinds{QSocketNotifier::Read, QSocketNotifier::Write,
                           QSocketNotifier::Exception};

uint32_t eventOf(QSocketNotifier::Type kind) {
    switch (kind) {
        case QSocketNotifier::Read:
            return EPOLLIN;
        case QSocketNotifier::Write:
            return EPOLLOUT;
        case QSocketNotifier::Exception:
            return EPOLLPRI;
    }
    return 0;
}

int descriptorOf(const QSocketNotifier* notifier) {
    return static_cast<int>(notifier->socket());
}

}  // namespace

struct SocketNotifiers::Descriptor final : WatchHandler {
    Descriptor(SocketNotifiers& table, int number) : owner(table), fd(number) {}
    void onReady(uint32_t events) override { owner.activate(fd, watch, events); }

    QSocketNotifier*& of(QSocketNotifier::Type kind) { return notifiers[kind]; }
    uint32_t events() const {
        uint32_t all = 0;
        for (const auto kind : kinds) {
            if (notifiers[kind]) all |= eventOf(kind);
        }
        return all;
    }

    SocketNotifiers& owner;
    const int fd;
    WatchId watch;
    std::array<QSocketNotifier*, kinds.size()> notifiers{};  // by kind
};

SocketNotifiers::SocketNotifiers(WatchTable& watches) : m_watches(watches) {}

SocketNotifiers::~SocketNotifiers() = default;

void SocketNotifiers::add(QSocketNotifier* notifier) {
    const int fd = descriptorOf(notifier);
    auto& descriptor = m_descriptors[fd];
    if (!descriptor) descriptor = std::make_unique<Descriptor>(*this, fd);
    QSocketNotifier*& place = descriptor->of(notifier->type());
    if (place && place != notifier) {
        qWarning("Two socket notifiers of type %d on descriptor %d: the later one is used",
                 notifier->type(), fd);
    }
    place = notifier;

    bool watched = false;
    if (descriptor->watch.valid()) {
        watched = m_watches.update(descriptor->watch, descriptor->events());
    } else {
        descriptor->watch = m_watches.add(fd, descriptor->events(), *descriptor);
        watched = descriptor->watch.valid();
    }
    if (watched) return;
    qWarning("Cannot watch descriptor %d for a socket notifier: %s", fd, std::strerror(errno));
    remove(notifier);
}

void SocketNotifiers::remove(QSocketNotifier* notifier) {
    const auto found = m_descriptors.find(descriptorOf(notifier));
    if (found == m_descriptors.end()) return;
    Descriptor& descriptor = *found->second;
    if (descriptor.of(notifier->type()) != notifier) return;
    descriptor.of(notifier->type()) = nullptr;
    if (const uint32_t events = descriptor.events()) {
        m_watches.update(descriptor.watch, events);
    } else {
        m_watches.remove(descriptor.watch);
        m_descriptors.erase(found);
    }
}

void SocketNotifiers::setExcluded(bool excluded) {
    m_excluded = excluded;
    if (excluded) return;
    for (const int fd : std::exchange(m_held, {})) {
        const auto found = m_descriptors.find(fd);
        if (found != m_descriptors.end()) {
            m_watches.update(found->second->watch, found->second->events());
        }
    }
}

SocketNotifiers::Descriptor* SocketNotifiers::find(int fd, WatchId watch) const {
    const auto found = m_descriptors.find(fd);
    return found != m_descriptors.end() && found->second->watch == watch ? found->second.get()
                                                                         : nullptr;
}

void SocketNotifiers::activate(int fd, WatchId watch, uint32_t events) {
    if (m_excluded) {
        // Level-triggered, it would end every wait of this loop at once.
        m_watches.suspend(watch);
        m_held.push_back(fd);
        return;
    }
    for (const auto kind : kinds) {
        if ((events & (eventOf(kind) | EPOLLHUP | EPOLLERR)) == 0) continue;
        // A slot may have deleted any notifier: look again.
        Descriptor* descriptor = find(fd, watch);
        if (!descriptor) return;
        if (QSocketNotifier* notifier = descriptor->of(kind)) {
            QEvent event(QEvent::SockAct);
            QCoreApplication::sendEvent(notifier, &event);
        }
    }
}

}  // namespace sluice::event

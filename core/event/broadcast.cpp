#include "event/broadcast.h"

#include <algorithm>
#include <utility>

#include "event/epoll_dispatcher.h"
#include "event/mailbox.h"

namespace sluice::event {

namespace {

/// So many go on before the worker looks after its sockets again.
constexpr int mostAtOnce = 64;

}  // namespace

/// A list in the order of coming. All but the mailbox belongs to the worker.
struct Broadcast::Party {
    std::shared_ptr<Mailbox> mailbox;
    Wait* first = nullptr;
    Wait* last = nullptr;
};

Broadcast::~Broadcast() = default;

uint64_t Broadcast::now() const {
    const std::lock_guard lock(m_mutex);
    return m_told;
}

void Broadcast::tell() {
    std::vector<std::shared_ptr<Party>> told;
    {
        const std::lock_guard lock(m_mutex);
        ++m_told;
        told.swap(m_parties);
    }
    for (const auto& party : told)
        party->mailbox->post([party] { resume(party); });
}

void Broadcast::resume(const std::shared_ptr<Party>& party) {
    for (int i = 0; i < mostAtOnce && party->first; ++i) {
        Wait& wait = *party->first;
        wait.m_told = true;
        wait.leave();
        wait.m_handle.resume();
    }
    if (party->first) party->mailbox->post([party] { resume(party); });
}

std::shared_ptr<Broadcast::Party> Broadcast::join(uint64_t seen) {
    const auto mailbox = EpollDispatcher::current()->mailbox();
    const std::lock_guard lock(m_mutex);
    if (m_told != seen) return nullptr;
    const auto own = std::find_if(m_parties.begin(), m_parties.end(),
                                  [&](const auto& party) { return party->mailbox == mailbox; });
    if (own != m_parties.end()) return *own;
    m_parties.push_back(std::make_shared<Party>(Party{mailbox}));
    return m_parties.back();
}

Broadcast::Wait::Wait(Broadcast& broadcast, uint64_t seen, TimePoint deadline)
    : m_broadcast(broadcast),
      m_seen(seen),
      m_deadline(deadline),
      m_timer(EpollDispatcher::current()->timers(), &expired, this) {}

Broadcast::Wait::~Wait() {
    leave();
}

bool Broadcast::Wait::await_suspend(std::coroutine_handle<> handle) {
    m_party = m_broadcast.join(m_seen);
    m_told = !m_party;
    if (m_told) return false;
    m_handle = handle;
    m_previous = std::exchange(m_party->last, this);
    (m_previous ? m_previous->m_next : m_party->first) = this;
    m_timer.arm(m_deadline);
    return true;
}

void Broadcast::Wait::leave() {
    const auto party = std::exchange(m_party, nullptr);
    if (!party) return;
    (m_previous ? m_previous->m_next : party->first) = m_next;
    (m_next ? m_next->m_previous : party->last) = m_previous;
    m_timer.disarm();
}

void Broadcast::Wait::expired(void* self) {
    auto& wait = *static_cast<Wait*>(self);
    if (!wait.m_party) return;
    wait.leave();
    wait.m_handle.resume();
}

}  // namespace sluice::event

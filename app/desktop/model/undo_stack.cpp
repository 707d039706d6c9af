#include "undo_stack.h"

#include <algorithm>
#include <utility>

namespace sluice::desktop {

namespace {

bool isThere(const metrics::Snapshot& snapshot, const UndoStack::Step& step) {
    if (step.pool.isEmpty()) return snapshot.cache.enabled;
    for (const metrics::PoolSnapshot& pool : snapshot.pools) {
        if (pool.name != step.pool.toStdString()) continue;
        return step.server.isEmpty() ||
               std::any_of(pool.servers.begin(), pool.servers.end(), [&step](const auto& server) {
                   return server.name == step.server.toStdString();
               });
    }
    return false;
}

}  // namespace

void UndoStack::push(Step step) {
    m_gesture = false;
    m_steps.append(std::move(step));
    if (m_steps.size() > limit) m_steps.removeFirst();
    Q_EMIT changed();
}

void UndoStack::pushGesture(Step step) {
    const bool goesOn = m_gesture && !m_steps.isEmpty() && m_steps.last().pool == step.pool &&
                        m_steps.last().text == step.text;
    if (!goesOn) push(std::move(step));
    m_gesture = true;
}

void UndoStack::takeBack() {
    if (m_steps.isEmpty()) return;
    m_gesture = false;
    const Step step = m_steps.takeLast();
    step.takeBack();
    Q_EMIT changed();
}

void UndoStack::dropNewest() {
    if (m_steps.isEmpty()) return;
    m_steps.removeLast();
    Q_EMIT changed();
}

void UndoStack::retain(const metrics::Snapshot& snapshot) {
    const auto removed =
        m_steps.removeIf([&snapshot](const Step& step) { return !isThere(snapshot, step); });
    if (removed > 0) Q_EMIT changed();
}

void UndoStack::clear() {
    if (m_steps.isEmpty()) return;
    m_steps.clear();
    m_gesture = false;
    Q_EMIT changed();
}

}  // namespace sluice::desktop

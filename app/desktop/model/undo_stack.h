#pragma once

#include <QtQml/qqmlregistration.h>
#include <QList>
#include <QObject>
#include <QStringList>
#include <functional>

#include "metrics/snapshot.h"

namespace sluice::desktop {

/// What the user changed and can take back, newest last; the oldest are forgotten beyond the limit.
class UndoStack : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to PoolTuning")
    /// The newest: "weight orders-2"; empty when there is nothing to take back.
    Q_PROPERTY(QString text READ text NOTIFY changed)
    Q_PROPERTY(int count READ count NOTIFY changed)

public:
    struct Step {
        QString pool;    ///< empty: of the cache
        QString server;  ///< empty: of the pool as a whole
        QString text;
        std::function<void()> takeBack;
    };

    static constexpr int limit = 100;

    using QObject::QObject;

    QString text() const { return m_steps.isEmpty() ? QString() : m_steps.last().text; }
    int count() const { return static_cast<int>(m_steps.size()); }

    void push(Step step);
    /// One of many small changes that are one gesture: until endGesture(), only the first of those
    /// with the same pool and text counts.
    void pushGesture(Step step);
    void endGesture() { m_gesture = false; }

    Q_INVOKABLE void takeBack();
    /// Forgets the newest, which was not done.
    void dropNewest();
    /// Forgets what is about pools, servers or a cache that are gone.
    void retain(const metrics::Snapshot& snapshot);
    void clear();

Q_SIGNALS:
    void changed();

private:
    QList<Step> m_steps;
    bool m_gesture = false;
};

}  // namespace sluice::desktop

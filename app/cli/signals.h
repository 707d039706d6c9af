#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <memory>

namespace sluice::cli {

/// SIGTERM, SIGINT and SIGHUP as Qt signals; SIGPIPE is ignored. Made on the main thread before any
/// other thread starts, so that none of them takes the signals; the process has one.
class Signals : public QObject {
    Q_OBJECT

public:
    explicit Signals(QObject* parent = nullptr);
    /// Gives the signals their default effect again.
    ~Signals() override;

Q_SIGNALS:
    void stopAsked();
    void reloadAsked();

private:
    void read();

    int m_fd;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

}  // namespace sluice::cli

#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <memory>

namespace sluice::cli {

/// SIGTERM, SIGINT, SIGHUP and SIGUSR1 as Qt signals; SIGPIPE is ignored. Made on the main thread
/// before any other thread starts, so that none of them takes the signals; the process has one.
class Signals : public QObject {
    Q_OBJECT

public:
    explicit Signals(QObject* parent = nullptr);
    /// Gives the signals their default effect again.
    ~Signals() override;

Q_SIGNALS:
    void stopAsked();
    void reloadAsked();
    void reopenAsked();  ///< SIGUSR1: the log may have been moved away

private:
    void read();

    int m_fd;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

}  // namespace sluice::cli

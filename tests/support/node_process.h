#pragma once

#include <QProcess>

namespace sluice::test {

/// A script for Node.js that takes and gives lines. Ended by the destructor. Every wait ends after
/// 30 s.
class NodeProcess {
public:
    explicit NodeProcess(const QString& script);
    ~NodeProcess();

    void tell(const QByteArray& line);
    /// The next line of its output; what it complains of if there is none.
    QByteArray line();
    QByteArray ask(const QByteArray& line);

private:
    QProcess m_process;
};

}  // namespace sluice::test

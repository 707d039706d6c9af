#pragma once

#include <QStringList>
#include <cstdint>
#include <memory>
#include <string>

#include "support/program.h"
#include "support/temporary_file.h"

namespace sluice::test {

/// The program `sluice` as a gateway with a configuration of its own, and once more for each
/// command.
class GatewayProgram {
public:
    explicit GatewayProgram(const std::string& toml);

    /// Why it does not run; empty if it does.
    QByteArray error() const { return m_error; }
    QString url() const { return m_url; }
    uint16_t port() const;
    QString admin() const { return m_admin; }
    TemporaryFile& file() { return m_file; }
    void stop() { m_gateway.reset(); }

    /// The exit code of a command, see Program::result(); what it said is kept until the next one.
    int run(const QStringList& command);
    /// The same of one that asks this gateway.
    int ask(const QStringList& command);
    const QByteArray& output() const { return m_output; }
    const QByteArray& errors() const { return m_errors; }

private:
    TemporaryFile m_file;
    std::unique_ptr<Program> m_gateway;
    QByteArray m_error;
    QString m_url;
    QString m_admin;
    QByteArray m_output;
    QByteArray m_errors;
};

}  // namespace sluice::test

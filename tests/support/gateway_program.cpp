#include "support/gateway_program.h"

#include <QUrl>

namespace sluice::test {

GatewayProgram::GatewayProgram(const std::string& toml)
    : m_file(toml),
      m_gateway(std::make_unique<Program>(
          QStringList{QStringLiteral("run"), QStringLiteral("--config"), m_file.name()})) {
    const QStringList urls = m_gateway->started();
    if (urls.size() < 2) {
        m_error = "no start line: " + m_gateway->errors();
        return;
    }
    m_url = urls.first();
    m_admin = urls.last();
}

uint16_t GatewayProgram::port() const {
    return static_cast<uint16_t>(QUrl(m_url).port(0));
}

int GatewayProgram::run(const QStringList& command) {
    Program program(command);
    const int result = program.result();
    m_output = program.output();
    m_errors = program.errors();
    return result;
}

int GatewayProgram::ask(const QStringList& command) {
    return run(command + QStringList{QStringLiteral("--admin"), m_admin});
}

}  // namespace sluice::test

#include "cli/gateway_address.h"

#include <iostream>

#include "cli/check_command.h"
#include "config/loader.h"

namespace sluice::cli {

/// The file says where, unless --admin does.
tl::expected<AdminClient, ExitCode> clientFor(const std::string& admin,
                                              const std::string& configFile) {
    QString url = QString::fromStdString(admin);
    QString token = qEnvironmentVariable("SLUICE_TOKEN");
    if (!configFile.empty()) {
        const auto loaded = config::loadFile(configFile);
        if (!loaded) {
            printProblems(loaded.error());
            return tl::unexpected(ExitCode::badConfiguration);
        }
        const auto& section = loaded->model.admin;
        if (url.isEmpty()) {
            url = QStringLiteral("http://") + QString::fromStdString(section.address.toString());
        }
        if (token.isEmpty()) token = QString::fromStdString(section.token);
    }
    if (url.isEmpty()) url = QStringLiteral("http://127.0.0.1:8081");
    const QUrl parsed(url, QUrl::StrictMode);
    if (parsed.isValid() && parsed.scheme() == QLatin1String("http") && !parsed.host().isEmpty()) {
        return AdminClient(parsed, token);
    }
    std::cerr << "sluice: --admin " << url.toStdString()
              << " is not a URL such as http://127.0.0.1:8081\n";
    return tl::unexpected(ExitCode::badUsage);
}

}  // namespace sluice::cli

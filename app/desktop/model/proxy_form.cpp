#include "proxy_form.h"

#include <QUrl>

namespace sluice::desktop {

namespace {

QString completed(const QString& line) {
    bool isPort = false;
    line.toUShort(&isPort);
    if (isPort) return QStringLiteral("http://127.0.0.1:") + line;
    return line.contains(QStringLiteral("://")) ? line : QStringLiteral("http://") + line;
}

QString problemOf(const QString& url) {
    const QUrl parsed(url, QUrl::StrictMode);
    if (!parsed.isValid() || parsed.host().isEmpty())
        return ProxyForm::tr("“%1” is not an address. Write it like http://127.0.0.1:3000.")
            .arg(url);
    if (parsed.scheme() != QStringLiteral("http") && parsed.scheme() != QStringLiteral("https"))
        return ProxyForm::tr("“%1” must start with http:// or https://.").arg(url);
    if (parsed.port(80) == 0)
        return ProxyForm::tr("“%1”: the port must be between 1 and 65535.").arg(url);
    if (parsed.path().size() > 1 || parsed.hasQuery() || parsed.hasFragment())
        return ProxyForm::tr("“%1”: give the server alone, without a path; requests bring theirs.")
            .arg(url);
    return {};
}

}  // namespace

QString ProxyForm::portProblem() const {
    bool isNumber = false;
    const int port = m_port.trimmed().toInt(&isNumber);
    if (isNumber && port >= 1 && port <= 65535) return {};
    return tr("The port must be a number between 1 and 65535.");
}

QStringList ProxyForm::urls() const {
    QStringList urls;
    for (const QString& line : m_servers.split(u'\n')) {
        if (!line.trimmed().isEmpty()) urls.append(completed(line.trimmed()));
    }
    return urls;
}

QString ProxyForm::serversProblem() const {
    const QStringList all = urls();
    if (all.isEmpty()) return tr("Name at least one server, such as http://127.0.0.1:3000.");
    if (all.size() > maxServers)
        return tr("At most %1 servers here; a configuration file takes more.").arg(maxServers);
    for (const QString& url : all) {
        if (const QString problem = problemOf(url); !problem.isEmpty()) return problem;
        const QUrl parsed(url);
        if (parsed.port(80) == m_port.trimmed().toInt() &&
            (parsed.host() == QStringLiteral("127.0.0.1") ||
             parsed.host() == QStringLiteral("localhost")))
            return tr("“%1” is the port that Sluice itself would listen on.").arg(url);
    }
    return {};
}

}  // namespace sluice::desktop

// Qt's network classes on the dispatcher, on the main thread and on a worker.

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTimer>
#include <memory>
#include <vector>

#include "epoll_main.h"
#include "event/worker.h"

using sluice::event::Worker;

namespace {

/// Runs the calling thread's event loop until `condition` holds; false after half a minute.
template <class Condition>
bool waitUntil(Condition condition) {
    const QDeadlineTimer deadline(30000);
    QTimer guard;
    guard.start(1000);
    while (!condition() && !deadline.hasExpired()) {
        QAbstractEventDispatcher::instance()->processEvents(QEventLoop::WaitForMoreEvents);
    }
    return condition();
}

void echo(QTcpSocket* socket) {
    QObject::connect(socket, &QTcpSocket::readyRead, socket,
                     [socket] { socket->write(socket->readAll()); });
    QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
}

/// What goes there must come back.
QString exchange(QTcpSocket& socket, qsizetype bytes) {
    QByteArray sent(bytes, Qt::Uninitialized);
    for (qsizetype i = 0; i < bytes; ++i)
        sent[i] = static_cast<char>(i * 31);
    socket.write(sent);
    QByteArray received;
    const bool complete = waitUntil([&] {
        received += socket.readAll();
        return received.size() >= sent.size();
    });
    if (!complete) return QStringLiteral("only %1 bytes came back").arg(received.size());
    return received == sent ? QString() : QStringLiteral("other bytes came back");
}

QString echoOverTcp() {
    QTcpServer server;
    QObject::connect(&server, &QTcpServer::newConnection, &server, [&] {
        while (QTcpSocket* socket = server.nextPendingConnection())
            echo(socket);
    });
    if (!server.listen(QHostAddress::LocalHost)) return server.errorString();
    std::vector<std::unique_ptr<QTcpSocket>> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(std::make_unique<QTcpSocket>());
        clients.back()->connectToHost(QHostAddress::LocalHost, server.serverPort());
    }
    for (const auto& client : clients) {
        if (!waitUntil([&] { return client->state() == QTcpSocket::ConnectedState; })) {
            return QStringLiteral("no connection: ") + client->errorString();
        }
        const QString error = exchange(*client, 300'000);
        if (!error.isEmpty()) return error;
    }
    QTcpSocket& last = *clients.back();
    last.disconnectFromHost();
    const bool closed = waitUntil([&] { return last.state() == QTcpSocket::UnconnectedState; });
    return closed ? QString() : QStringLiteral("does not disconnect");
}

QString refusal() {
    quint16 port = 0;
    {
        QTcpServer server;
        if (!server.listen(QHostAddress::LocalHost)) return server.errorString();
        port = server.serverPort();
    }
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    const bool refused =
        waitUntil([&] { return socket.error() == QTcpSocket::ConnectionRefusedError; });
    return refused ? QString() : QStringLiteral("not refused");
}

QString httpGet() {
    QTcpServer server;
    QObject::connect(&server, &QTcpServer::newConnection, &server, [&] {
        QTcpSocket* socket = server.nextPendingConnection();
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            if (!socket->readAll().endsWith("\r\n\r\n")) return;
            socket->write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        });
    });
    if (!server.listen(QHostAddress::LocalHost)) return server.errorString();
    QNetworkAccessManager manager;
    const QUrl url(QStringLiteral("http://127.0.0.1:%1/").arg(server.serverPort()));
    for (int i = 0; i < 10; ++i) {
        const std::unique_ptr<QNetworkReply> reply(manager.get(QNetworkRequest(url)));
        if (!waitUntil([&] { return reply->isFinished(); })) return QStringLiteral("no answer");
        if (reply->error() != QNetworkReply::NoError) return reply->errorString();
        if (reply->readAll() != "hello") return QStringLiteral("another answer");
    }
    return {};
}

QString echoOverTls(const QSslConfiguration& configuration) {
    QSslServer server;
    server.setSslConfiguration(configuration);
    QObject::connect(&server, &QSslServer::pendingConnectionAvailable, &server, [&] {
        while (QTcpSocket* socket = server.nextPendingConnection())
            echo(socket);
    });
    if (!server.listen(QHostAddress::LocalHost)) return server.errorString();
    QSslSocket client;
    QSslConfiguration trusting = QSslConfiguration::defaultConfiguration();
    trusting.setCaCertificates({configuration.localCertificate()});
    client.setSslConfiguration(trusting);
    client.connectToHostEncrypted(QStringLiteral("127.0.0.1"), server.serverPort(),
                                  QStringLiteral("localhost"));
    if (!waitUntil([&] { return client.isEncrypted(); })) {
        return QStringLiteral("no handshake: ") + client.errorString();
    }
    return exchange(client, 300'000);
}

}  // namespace

class QtNetworkTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void echoesOverTcp_data() { places(); }
    void echoesOverTcp() { run(echoOverTcp); }
    void noticesARefusedConnection_data() { places(); }
    void noticesARefusedConnection() { run(refusal); }
    void fetchesOverHttp_data() { places(); }
    void fetchesOverHttp() { run(httpGet); }
    void echoesOverTls_data() { places(); }
    void echoesOverTls() {
        run([this] { return echoOverTls(m_tls); });
    }

private:
    void places() {
        QTest::addColumn<bool>("onWorker");
        QTest::newRow("main thread") << false;
        QTest::newRow("worker") << true;
    }
    template <class Scenario>
    void run(Scenario scenario);

    QSslConfiguration m_tls;
};

template <class Scenario>
void QtNetworkTest::run(Scenario scenario) {
    QFETCH(bool, onWorker);
    QString error = QStringLiteral("did not run");
    if (onWorker) {
        Worker worker(0);
        worker.start();
        worker.call([&] { error = scenario(); });
    } else {
        error = scenario();
    }
    QVERIFY2(error.isEmpty(), qPrintable(error));
}

/// A key and a certificate for localhost, made for this run.
void QtNetworkTest::initTestCase() {
    const QTemporaryDir folder;
    QVERIFY(folder.isValid());
    const QString keyPath = folder.filePath(QStringLiteral("key.pem"));
    const QString certificatePath = folder.filePath(QStringLiteral("certificate.pem"));
    QProcess openssl;
    const QString arguments =
        QStringLiteral(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
            "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout %1 -out %2")
            .arg(keyPath, certificatePath);
    openssl.start(QStringLiteral("openssl"), arguments.split(QLatin1Char(' ')));
    QVERIFY(waitUntil([&] { return openssl.state() == QProcess::NotRunning; }));
    QVERIFY2(openssl.exitCode() == 0, openssl.readAllStandardError().constData());

    QFile keyFile(keyPath);
    QVERIFY(keyFile.open(QFile::ReadOnly));
    QFile certificateFile(certificatePath);
    QVERIFY(certificateFile.open(QFile::ReadOnly));
    m_tls = QSslConfiguration::defaultConfiguration();
    m_tls.setPrivateKey(QSslKey(&keyFile, QSsl::Ec));
    m_tls.setLocalCertificate(QSslCertificate(&certificateFile));
    QVERIFY(!m_tls.localCertificate().isNull());
}

EPOLL_TEST_MAIN(QtNetworkTest)
#include "qt_network_test.moc"

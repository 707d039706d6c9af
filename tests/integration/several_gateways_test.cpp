#include <signal.h>

#include <QTemporaryDir>
#include <QtTest>

#include "support/program.h"
#include "support/temporary_file.h"

using namespace Qt::StringLiterals;
using sluice::test::Program;
using sluice::test::TemporaryFile;

/// Commands find the gateway that is meant, and change no other.
class SeveralGatewaysTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void changesTheOnlyOne();
    void refusesToGuess();
    void refusesAFileOfAnother();
    void tellsThatTheAdminPortMoved();

private:
    void run(const QStringList& command);
    /// The weight of web-1 of the gateway with that admin API.
    QByteArray weightAt(const QString& admin);

    std::unique_ptr<QTemporaryDir> m_runtime;
    int m_code = 0;
    QByteArray m_output;
    QByteArray m_errors;
};

namespace {

/// A gateway whose admin API has any free port.
QStringList gateway() {
    return {u"run"_s,  u"--listen"_s,          u"0"_s, u"--admin"_s, u"0"_s,
            u"--to"_s, u"http://127.0.0.1:9"_s};
}

std::string configuration() {
    return "[listen]\naddress = \"127.0.0.1:0\"\n[admin]\naddress = \"127.0.0.1:0\"\n"
           "[routes.all]\npool = \"web\"\n[[pools.web.servers]]\nname = \"web-1\"\n"
           "url = \"http://127.0.0.1:9\"\n";
}

const QStringList setWeight{u"weight"_s, u"web"_s, u"web-1"_s, u"7.5"_s};

}  // namespace

void SeveralGatewaysTest::init() {
    m_runtime = std::make_unique<QTemporaryDir>();
    qputenv("XDG_RUNTIME_DIR", m_runtime->path().toUtf8());
}

void SeveralGatewaysTest::run(const QStringList& command) {
    Program program(command);
    m_code = program.result();
    m_output = program.output();
    m_errors = program.errors();
}

QByteArray SeveralGatewaysTest::weightAt(const QString& admin) {
    run({u"pools"_s, u"--admin"_s, admin});
    return m_output.contains("7.5") ? "7.5" : "1";
}

void SeveralGatewaysTest::changesTheOnlyOne() {
    TemporaryFile file(configuration());
    Program only({u"run"_s, u"--config"_s, file.name()});
    const QString admin = only.started().value(2);
    const auto saysWhich = [&] {
        return m_code == 0 && m_output.contains(admin.toUtf8()) &&
               m_output.contains(file.name().toUtf8());
    };
    const QList<QStringList> commands{setWeight,
                                      {u"drain"_s, u"web"_s, u"web-1"_s},
                                      {u"drain"_s, u"web"_s, u"web-1"_s, u"--undo"_s},
                                      {u"strategy"_s, u"web"_s, u"round-robin"_s},
                                      {u"set"_s, u"web"_s, u"concurrency.max"_s, u"9"_s},
                                      {u"set"_s, u"all"_s, u"timeout"_s, u"9s"_s},
                                      {u"save"_s}};
    for (const QStringList& command : commands) {
        run(command);
        QVERIFY2(saysWhich(), (command.join(u' ').toUtf8() + ": " + m_output + m_errors));
    }
    run({u"pools"_s});
    QVERIFY2(m_code == 0 && !m_output.contains("changed"), m_output.constData());
    only.signal(SIGKILL);
    QCOMPARE(only.result(), -2);
    run({u"pools"_s, u"--config"_s, file.name()});
    QVERIFY(m_code != 0);
}

void SeveralGatewaysTest::refusesToGuess() {
    Program first(gateway());
    Program second(gateway());
    const QString one = first.started().value(2);
    const QString two = second.started().value(2);
    run(setWeight);
    QCOMPARE(m_code, 2);
    QVERIFY2(m_errors.contains("--admin " + one.toUtf8()) &&
                 m_errors.contains("--admin " + two.toUtf8()),
             m_errors.constData());
    QCOMPARE(weightAt(one), QByteArray("1"));
    QCOMPARE(weightAt(two), QByteArray("1"));
    run(setWeight + QStringList{u"--admin"_s, two});
    QCOMPARE(m_code, 0);
    QCOMPARE(weightAt(one), QByteArray("1"));
    QCOMPARE(weightAt(two), QByteArray("7.5"));
    second.signal(SIGTERM);
    QCOMPARE(second.result(), 0);
    run(setWeight);
    QVERIFY2(m_code == 0 && m_output.contains(one.toUtf8()), m_output.constData());
}

/// What the file says is where another gateway is.
void SeveralGatewaysTest::refusesAFileOfAnother() {
    Program running(gateway());
    const QString admin = running.started().value(2);
    TemporaryFile file(QString::fromStdString(configuration())
                           .replace(u"[admin]\naddress = \"127.0.0.1:0\""_s,
                                    u"[admin]\naddress = \"%1\""_s.arg(admin.mid(7)))
                           .toStdString());
    run(setWeight + QStringList{u"--config"_s, file.name()});
    QCOMPARE(m_code, 2);
    QVERIFY2(m_errors.contains("no configuration file"), m_errors.constData());
    QCOMPARE(weightAt(admin), QByteArray("1"));
}

void SeveralGatewaysTest::tellsThatTheAdminPortMoved() {
    const QStringList usual{u"run"_s, u"--listen"_s, u"0"_s, u"--to"_s, u"http://127.0.0.1:9"_s};
    Program first(usual);
    QCOMPARE(first.started().size(), 3);
    Program second(usual);
    const QByteArray admin = second.started().value(2).toUtf8();
    QVERIFY(admin != "http://127.0.0.1:8081");
    QTRY_VERIFY_WITH_TIMEOUT(second.errors().contains("the admin API is at " + admin), 30'000);
    QVERIFY2(second.errors().contains("--admin " + admin), second.errors().constData());
}

QTEST_GUILESS_MAIN(SeveralGatewaysTest)
#include "several_gateways_test.moc"

#include "cli/command_line.h"

#include <QtTest>

#include "cli/proxy_model.h"
#include "config/description.h"
#include "config/loader.h"

using namespace sluice;
using namespace sluice::cli;

namespace {

tl::expected<CommandLine, ExitCode> parse(const QByteArray& arguments) {
    const QList<QByteArray> words = ("sluice " + arguments).simplified().split(' ');
    std::vector<const char*> argv;
    for (const QByteArray& word : words)
        argv.push_back(word.constData());
    return parseCommandLine(static_cast<int>(argv.size()), argv.data());
}

}  // namespace

class CommandLineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsListenAddresses_data();
    void readsListenAddresses();
    void knowsTheCommands();
    void knowsTheTuningCommands();
    void readsRun();
    void refuses_data();
    void refuses();
    void makesAModelFromTwoArguments();
    void waitsLongForServersUnderDevelopment();
    void takesSettingsOfPoolAndRoute();
    void writesTheModelAsAFile();
    void choosesTheHost();
};

void CommandLineTest::readsListenAddresses_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("address");
    const auto row = [](const char* text, const char* address) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(address);
    };
    row("8080", "127.0.0.1:8080");
    row(":8080", "127.0.0.1:8080");
    row("0", "127.0.0.1:0");
    row("0.0.0.0:80", "0.0.0.0:80");
    row("[::1]:80", "[::1]:80");
    row("localhost:80", "localhost:80");
    row("", "");
    row(":", "");
    row("65536", "");
    row("localhost", "");
}

void CommandLineTest::readsListenAddresses() {
    QFETCH(QByteArray, text);
    const auto address = parseListenAddress(text.toStdString());
    QTEST(QByteArray::fromStdString(address ? address->toString() : ""), "address");
}

void CommandLineTest::knowsTheTuningCommands() {
    using What = TuningOptions::What;
    const auto weight = parse("weight web web-1 2.5 --admin http://127.0.0.1:9");
    QVERIFY(weight && weight->command == CommandLine::Command::tune);
    QVERIFY(weight->tuning.what == What::weight);
    QCOMPARE(weight->tuning.pool, std::string("web"));
    QCOMPARE(weight->tuning.server, std::string("web-1"));
    QCOMPARE(weight->tuning.weight, 2.5);
    QCOMPARE(weight->tuning.admin, std::string("http://127.0.0.1:9"));
    const auto drain = parse("drain web web-1 --maintenance");
    QVERIFY(drain && drain->tuning.what == What::drain && drain->tuning.maintenance);
    const auto strategy = parse("strategy web peak-ewma -c a.toml");
    QVERIFY(strategy && strategy->tuning.strategy == "peak-ewma");
    QCOMPARE(strategy->tuning.configFile, std::string("a.toml"));
    const auto set = parse("set web retry.status [502,503]");
    QVERIFY(set && set->tuning.what == What::set && set->tuning.pool == "web");
    QCOMPARE(set->tuning.key, std::string("retry.status"));
    QCOMPARE(set->tuning.value, std::string("[502,503]"));
    QVERIFY(parse("set web")->tuning.key.empty());
    QVERIFY(parse("pools")->tuning.what == What::pools);
    QVERIFY(parse("save --overwrite")->tuning.overwrite);
    for (const char* wrong : {"weight web web-1", "weight web web-1 much", "drain web", "strategy",
                              "set", "set web retry.attempts"})
        QVERIFY2(parse(wrong).error() == ExitCode::badUsage, wrong);
}

void CommandLineTest::knowsTheCommands() {
    QVERIFY(parse("")->command == CommandLine::Command::none);
    QVERIFY(!parse("")->help.empty());
    const auto check = parse("check my.toml");
    QVERIFY(check->command == CommandLine::Command::check);
    QCOMPARE(QByteArray::fromStdString(check->checkFile), QByteArray("my.toml"));
    QVERIFY(parse("run --demo")->run.demo);
    QCOMPARE(QByteArray::fromStdString(parse("run -c a.toml")->run.configFile),
             QByteArray("a.toml"));
    for (const char* told : {"--help", "--version", "run --help", "check --help", "drain --help"})
        QVERIFY(parse(told).error() == ExitCode::ok);
}

void CommandLineTest::readsRun() {
    const auto line = parse(
        "run --listen 8000 --to http://a:1 http://b:2 --to http://c:3 --admin off --workers 3 "
        "--access-log - --verbose");
    QVERIFY(line);
    const RunOptions& run = line->run;
    QCOMPARE(int(run.listen->port), 8000);
    QCOMPARE(run.to.size(), size_t(3));
    QCOMPARE(QByteArray::fromStdString(run.to[2].toString()), QByteArray("http://c:3"));
    QVERIFY(!run.adminEnabled && run.verbose && !run.demo);
    QCOMPARE(run.workers, 3);
    QCOMPARE(QByteArray::fromStdString(run.accessLog), QByteArray("-"));
}

void CommandLineTest::refuses_data() {
    QTest::addColumn<QByteArray>("arguments");
    for (const char* arguments : {"bogus",
                                  "--bogus",
                                  "run",
                                  "check",
                                  "check a b",
                                  "run --listen 8080",
                                  "run --demo --to http://a",
                                  "run --config a --to http://a",
                                  "run --config a --demo",
                                  "run --config a --workers 2",
                                  "run --config a --admin off",
                                  "run --config a --preserve-host true",
                                  "run --to http://a --preserve-host yes",
                                  "run --demo --listen 8080",
                                  "run --to",
                                  "run --to a",
                                  "run --to http://a/path",
                                  "run --to http://a http://a",
                                  "run --to http://a --listen x",
                                  "run --to http://a --workers -1",
                                  "run --to http://a --workers many",
                                  "run --to http://a --admin 0.0.0.0:8081",
                                  "run --to http://a --admin on",
                                  "bench http://a --rate 0",
                                  "bench http://a --rate -5",
                                  "bench http://a -n 0",
                                  "bench http://a -n -1",
                                  "bench http://a -c 0",
                                  "bench http://a -t 0",
                                  "bench http://a --success-below 100"}) {
        QTest::newRow(arguments) << QByteArray(arguments);
    }
}

void CommandLineTest::refuses() {
    QFETCH(QByteArray, arguments);
    const auto line = parse(arguments);
    QVERIFY(!line);
    QVERIFY(line.error() == ExitCode::badUsage);
}

void CommandLineTest::makesAModelFromTwoArguments() {
    const auto line = parse("run --listen 8081 --to http://a:1 http://b:2");
    const config::Model model = *proxyModel(line->run);
    QCOMPARE(int(model.listen.address.port), 8081);
    QVERIFY(model.admin.enabled && model.admin.address.port != 8081);
    QCOMPARE(model.routes.size(), size_t(1));
    QCOMPARE(model.pools.size(), size_t(1));
    QVERIFY(model.routes.front().pool == model.pools.front().name);
    QCOMPARE(model.pools.front().servers.size(), size_t(2));
    QCOMPARE(QByteArray::fromStdString(model.pools.front().servers[1].name), QByteArray("web-2"));
    QVERIFY(model.pools.front().preserveHost == upstream::PreserveHost::automatic);
}

void CommandLineTest::writesTheModelAsAFile() {
    const auto line = parse("run --listen 8081 --to http://a:1 https://b:2 --preserve-host false");
    const config::Model model = *proxyModel(line->run);
    const auto loaded = config::loadText(proxyText(model), "a.toml");
    QVERIFY2(loaded, loaded ? "" : loaded.error().front().toString().c_str());
    QVERIFY(config::describe(loaded->model) == config::describe(model));
    QVERIFY(loaded->model.listen.address == model.listen.address);
    QVERIFY(loaded->model.pools.front() == model.pools.front());
}

void CommandLineTest::choosesTheHost() {
    using upstream::PreserveHost;
    const auto chosen = [](const QByteArray& word) {
        const auto line = parse("run --to http://a --preserve-host " + word);
        return proxyModel(line->run)->pools.front().preserveHost;
    };
    QVERIFY(chosen("auto") == PreserveHost::automatic);
    QVERIFY(chosen("true") == PreserveHost::always);
    QVERIFY(chosen("false") == PreserveHost::never);
}

/// Servers under development compile, and stop at breakpoints.
void CommandLineTest::waitsLongForServersUnderDevelopment() {
    const config::Model model = *proxyModel(parse("run --to http://a:1")->run);
    QVERIFY(model.routes.front().timeout == std::chrono::minutes(5));
    QVERIFY(model.pools.front().readTimeout == std::chrono::minutes(5));
}

void CommandLineTest::takesSettingsOfPoolAndRoute() {
    const auto line = parse(
        "run --to http://a:1 --set timeouts.read=3s --set timeouts.write=4s "
        "--set strategy=peak-ewma --set timeout=0s --set cache=false");
    QVERIFY(line);
    const auto model = proxyModel(line->run);
    QVERIFY(model);
    const auto& pool = model->pools.front();
    QVERIFY(pool.readTimeout == std::chrono::seconds(3));
    QVERIFY(pool.writeTimeout == std::chrono::seconds(4));
    QVERIFY(pool.strategy == upstream::Strategy::peakEwma);
    QVERIFY(model->routes.front().timeout == Duration::zero());
    QVERIFY(!model->routes.front().cache);
}

QTEST_APPLESS_MAIN(CommandLineTest)
#include "command_line_test.moc"

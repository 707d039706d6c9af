#include <signal.h>

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <atomic>
#include <list>
#include <mutex>

#include "cache/body.h"
#include "cache/redis/purge_channel.h"
#include "cache/redis/redis_tier.h"
#include "event/worker.h"
#include "support/nginx_process.h"
#include "support/redis_process.h"

using namespace sluice;
using namespace sluice::cache;
using namespace sluice::cache::redis;
using namespace std::chrono_literals;
using sluice::test::RedisProcess;

namespace {

constexpr int limit_ms = 60'000;
const std::string key = "http://a.test/x";

QByteArray bytes(std::string_view text) {
    return {text.data(), static_cast<qsizetype>(text.size())};
}

StoredResponse responseWith(std::string_view body) {
    StoredResponse response;
    response.fields.add("Content-Type", "text/plain");
    response.requested = response.received = wallNow();
    response.reuse.lifetime = Seconds(60);
    response.body = Body::of(body);
    return response;
}

StoredResponsePtr shared(StoredResponse response) {
    return std::make_shared<const StoredResponse>(std::move(response));
}

StoredResponsePtr variant(const std::string& language, std::string_view body) {
    StoredResponse response = responseWith(body);
    response.varyNames = {"accept-language"};
    response.selecting = {{"accept-language", language}};
    return shared(std::move(response));
}

http::HeaderMap speaking(const std::string& language) {
    http::HeaderMap fields;
    fields.add("Accept-Language", language);
    return fields;
}

QByteArray bodyOf(const StoredResponsePtr& response) {
    if (!response) return "nothing";
    Body::Reader reader(response->body);
    QByteArray text;
    for (std::string_view piece = reader.next(); !piece.empty(); piece = reader.next())
        text += bytes(piece);
    return text;
}

/// What was reported, for any thread.
class News {
public:
    Connection::Report report() {
        return [this](Connection::State, const std::string& text) {
            const std::lock_guard lock(m_mutex);
            m_text += text + "\n";
        };
    }
    bool has(const std::string& text) const { return all().find(text) != std::string::npos; }
    std::string all() const {
        const std::lock_guard lock(m_mutex);
        return m_text;
    }

private:
    mutable std::mutex m_mutex;
    std::string m_text;
};

/// A worker with a tier of its own, as an instance of Sluice has it.
class Tier {
public:
    explicit Tier(const std::string& url) : Tier(RedisOptions{url}) {}
    explicit Tier(RedisOptions options) {
        if (options.lookupTimeout == RedisOptions().lookupTimeout) options.lookupTimeout = 5s;
        options.connectTimeout = 5s;
        m_worker.start();
        m_worker.call([&] {
            m_tier = std::make_unique<RedisTier>(options, *parseRedisUrl(options.url), statistics,
                                                 news.report());
        });
    }
    ~Tier() {
        m_worker.call([&] {
            m_lookups.clear();
            m_tier.reset();
        });
    }

    bool ready() const { return statistics.state == Connection::State::ready; }
    bool down() const { return statistics.state == Connection::State::down; }
    /// Begins `count` look-ups, which end by themselves.
    void begin(int count) {
        m_worker.call([&] {
            for (int i = 0; i < count; ++i) {
                m_lookups.emplace_back(look(key, {}));
                m_lookups.back().start();
            }
        });
    }
    StoredResponsePtr find(const http::HeaderMap& fields = {}, const std::string& of = key) {
        const int before = ended;
        m_worker.call([&] {
            m_lookups.emplace_back(look(of, fields));
            m_lookups.back().start();
        });
        if (!QTest::qWaitFor([&] { return ended > before; }, limit_ms)) return nullptr;
        StoredResponsePtr result;
        m_worker.call([&] { result = m_found; });
        return result;
    }
    void store(const StoredResponsePtr& response, const std::string& under = key) {
        m_worker.call([&] { m_tier->store(under, response); });
    }
    /// And waits until Redis has it.
    bool stores(const StoredResponsePtr& response, const std::string& under = key) {
        const uint64_t values = response->varyNames.empty() ? 1 : 2;
        const uint64_t before = statistics.stored.value();
        store(response, under);
        return QTest::qWaitFor([&] { return statistics.stored.value() == before + values; },
                               limit_ms);
    }
    void invalidate() {
        m_worker.call([&] { m_tier->invalidate(key); });
    }
    /// Look-ups until it is given up.
    bool givesUp() {
        return QTest::qWaitFor(
            [&] {
                find();
                return down();
            },
            limit_ms);
    }

    Statistics statistics;
    News news;
    std::atomic<int> ended = 0;

private:
    event::Task<> look(std::string of, http::HeaderMap fields) {
        StoredResponsePtr found = co_await m_tier->find(of, fields);
        m_found = std::move(found);
        ++ended;
    }

    event::Worker m_worker{0};
    std::unique_ptr<RedisTier> m_tier;
    std::list<event::Task<>> m_lookups;
    StoredResponsePtr m_found;
};

/// A worker with a channel for purges.
class Channel {
public:
    Channel(const std::string& url, const std::string& instance) {
        RedisOptions options{url};
        options.connectTimeout = 5s;
        m_worker.start();
        m_worker.call([&] {
            m_channel = std::make_unique<PurgeChannel>(
                options, *parseRedisUrl(url), instance,
                PurgeChannel::Listener{[this](const PurgePattern& pattern) {
                                           const std::lock_guard lock(m_mutex);
                                           m_heard += pattern.toText() + "\n";
                                       },
                                       [this] { ++missed; }, news.report()});
        });
    }
    ~Channel() {
        m_worker.call([&] { m_channel.reset(); });
    }

    bool listening() {
        bool result = false;
        m_worker.call([&] { result = m_channel->listening(); });
        return result;
    }
    bool purge(const std::string& pattern) {
        bool sent = false;
        m_worker.call([&] { sent = m_channel->purge(PurgePattern::parse(pattern).value()); });
        return sent;
    }
    std::string heard() const {
        const std::lock_guard lock(m_mutex);
        return m_heard;
    }

    std::atomic<int> missed = 0;
    News news;

private:
    event::Worker m_worker{0};
    std::unique_ptr<PurgeChannel> m_channel;
    mutable std::mutex m_mutex;
    std::string m_heard;
};

std::string urlOf(const RedisProcess& redis) {
    return "redis://127.0.0.1:" + std::to_string(redis.port());
}

#define START(redis, ...) QCOMPARE(redis.start(__VA_ARGS__), QString())
#define QTRY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, limit_ms)

}  // namespace

class RedisTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sharesValuesThatExpire();
    void keepsVariants();
    void invalidates();
    void invalidatesOnceItIsBack();
    void keepsOutWhatIsTooLarge();
    void signsIn();
    void tellsWhyItMayNotSignIn();
    void usesUnixSockets();
    void missesWhatIsDamaged();
    void survivesADeath();
    void survivesAStop();
    void survivesSlowness();
    void survivesWhatIsNoRedis_data();
    void survivesWhatIsNoRedis();
    void endsAmidLookups();
    void followsTheMaster();
    void purges_data();
    void purges();
    void purgesWhatComesLate();
    void forgetsOldPurgesSafely();
    void purgesOnceItIsBack();
    void noticesMissedPurges();
};

void RedisTest::sharesValuesThatExpire() {
    RedisProcess redis;
    START(redis);
    Tier a(urlOf(redis)), b(urlOf(redis));
    QTRY(a.ready() && b.ready());
    QCOMPARE(bodyOf(a.find()), "nothing");
    QCOMPARE(bodyOf(b.find()), "nothing");
    QVERIFY(a.stores(shared(responseWith("hello"))));
    const auto found = b.find();
    QCOMPARE(bodyOf(found), "hello");
    QCOMPARE(bytes(*found->fields.find("content-type")), "text/plain");
    QCOMPARE(b.statistics.hits.value(), uint64_t(1));
    QCOMPARE(b.statistics.misses.value(), uint64_t(1));
    QVERIFY(b.statistics.latency.counts().total() >= 2);
    const int ttl_ms = redis.cli({"PTTL", "sluice:c:http://a.test/x"}).toInt();
    QVERIFY(ttl_ms > 0 && ttl_ms <= 60'000);
    StoredResponse stale = responseWith("stale");
    stale.reuse.lifetime = Seconds(0);
    a.store(shared(std::move(stale)));
    QCOMPARE(a.statistics.keptOut.value(), uint64_t(1));
    QCOMPARE(redis.cli({"PEXPIRE", "sluice:c:http://a.test/x", "1"}), "1");
    QTRY_COMPARE_WITH_TIMEOUT(bodyOf(b.find()), "nothing", limit_ms);
}

void RedisTest::keepsVariants() {
    RedisProcess redis;
    START(redis);
    Tier a(urlOf(redis)), b(urlOf(redis));
    QTRY(a.ready() && b.ready());
    a.find();
    QVERIFY(a.stores(variant("de", "hallo")));
    QVERIFY(a.stores(variant("en", "hello")));
    QCOMPARE(bodyOf(b.find(speaking("de"))), "hallo");
    QCOMPARE(bodyOf(b.find(speaking("en"))), "hello");
    QCOMPARE(bodyOf(b.find(speaking("fr"))), "nothing");
    QCOMPARE(bodyOf(b.find()), "nothing");
    // An index that is gone takes its variants along.
    b.invalidate();
    QTRY_COMPARE_WITH_TIMEOUT(bodyOf(a.find(speaking("de"))), "nothing", limit_ms);
    QVERIFY(a.stores(variant("en", "hello again")));
    QCOMPARE(bodyOf(b.find(speaking("en"))), "hello again");
    QCOMPARE(bodyOf(b.find(speaking("de"))), "nothing");
    // Without Vary, there is one for all.
    QVERIFY(a.stores(shared(responseWith("all"))));
    QCOMPARE(bodyOf(b.find(speaking("de"))), "all");
}

void RedisTest::invalidates() {
    RedisProcess redis;
    START(redis);
    Tier a(urlOf(redis)), b(urlOf(redis));
    QTRY(a.ready() && b.ready());
    a.find();
    QVERIFY(a.stores(shared(responseWith("x"))));
    QCOMPARE(bodyOf(b.find()), "x");
    a.invalidate();
    QCOMPARE(bodyOf(a.find()), "nothing");
    QTRY_COMPARE_WITH_TIMEOUT(bodyOf(b.find()), "nothing", limit_ms);
}

void RedisTest::invalidatesOnceItIsBack() {
    RedisProcess redis;
    START(redis);
    RedisOptions options{urlOf(redis)};
    options.lookupTimeout = 200ms;
    Tier a(options), b(urlOf(redis));
    QTRY(a.ready() && b.ready());
    a.find();
    QVERIFY(a.stores(shared(responseWith("x"))));
    QCOMPARE(bodyOf(b.find()), "x");
    redis.signal(SIGSTOP);
    QVERIFY(a.givesUp());
    a.invalidate();
    redis.signal(SIGCONT);
    QTRY_COMPARE_WITH_TIMEOUT(bodyOf(b.find()), "nothing", limit_ms);
}

void RedisTest::keepsOutWhatIsTooLarge() {
    RedisProcess redis;
    START(redis);
    RedisOptions options{urlOf(redis)};
    options.maxValueBytes = 1'000'000;
    Tier tier(options);
    QTRY(tier.ready());
    tier.find();
    QVERIFY(tier.stores(shared(responseWith(std::string(1'000'000, 'x')))));
    QCOMPARE(bodyOf(tier.find()).size(), 1'000'000);
    tier.store(shared(responseWith(std::string(1'000'001, 'x'))));
    StoredResponse growing = responseWith("");
    growing.body = std::make_shared<Body>();
    tier.store(shared(std::move(growing)));
    QCOMPARE(tier.statistics.keptOut.value(), uint64_t(2));
}

void RedisTest::signsIn() {
    RedisProcess redis;
    START(redis, {QStringLiteral("--requirepass"), QStringLiteral("se/same")});
    redis.cli({"ACL", "SETUSER", "u", "on", ">word", "~sluice:*", "&*", "+@all"});
    const std::string host = "127.0.0.1:" + std::to_string(redis.port());
    Tier a("redis://:se%2Fsame@" + host + "/3"), b("redis://u:word@" + host + "/3"),
        other("redis://:se%2Fsame@" + host);
    QTRY(a.ready() && b.ready() && other.ready());
    a.find();
    QVERIFY(a.stores(shared(responseWith("x"))));
    QCOMPARE(bodyOf(b.find()), "x");
    QCOMPARE(bodyOf(other.find()), "nothing");
    QVERIFY(!a.news.has("same"));
    QVERIFY(!b.news.has("word"));
}

void RedisTest::tellsWhyItMayNotSignIn() {
    RedisProcess redis;
    START(redis, {QStringLiteral("--requirepass"), QStringLiteral("sesame")});
    const std::string host = "127.0.0.1:" + std::to_string(redis.port());
    Tier wrong("redis://:sesamo@" + host), none("redis://" + host);
    QTRY(wrong.down() && none.down());
    QVERIFY2(wrong.news.has("WRONGPASS"), wrong.news.all().c_str());
    QVERIFY2(none.news.has("NOAUTH"), none.news.all().c_str());
    QVERIFY(!wrong.news.has("sesam"));
    QCOMPARE(bodyOf(wrong.find()), "nothing");
    QCOMPARE(wrong.statistics.unavailable.value(), uint64_t(1));
}

void RedisTest::usesUnixSockets() {
    RedisProcess redis;
    START(redis);
    Tier tier("unix://" + redis.socketPath().toStdString() + "?db=2"), gone("unix:///nowhere/x");
    QTRY(tier.ready() && gone.down());
    tier.find();
    QVERIFY(tier.stores(shared(responseWith("x"))));
    QCOMPARE(bodyOf(tier.find()), "x");
    QVERIFY2(gone.news.has("/nowhere/x"), gone.news.all().c_str());
}

void RedisTest::missesWhatIsDamaged() {
    RedisProcess redis;
    START(redis);
    Tier tier(urlOf(redis));
    QTRY(tier.ready());
    tier.find();
    const QByteArray name = "sluice:c:" + bytes(key);
    QVERIFY(tier.stores(shared(responseWith("x"))));
    QCOMPARE(bodyOf(tier.find()), "x");
    redis.cli({"SETRANGE", name, "30", "?"});
    QCOMPARE(bodyOf(tier.find()), "nothing");
    redis.cli({"SET", name, "Slc\2 from the future"});
    QCOMPARE(bodyOf(tier.find()), "nothing");
    redis.cli({"SET", name, ""});
    QCOMPARE(bodyOf(tier.find()), "nothing");
    QCOMPARE(tier.statistics.damaged.value(), uint64_t(3));
    redis.cli({"DEL", name});
    redis.cli({"LPUSH", name, "a"});
    QCOMPARE(bodyOf(tier.find()), "nothing");
    redis.cli({"DEL", name});
    QVERIFY(tier.stores(variant("de", "x")));
    for (const QByteArray& line : redis.cli({"KEYS", "sluice:v:*"}).split('\n')) {
        redis.cli({"DEL", line});
        redis.cli({"LPUSH", line, "a"});
    }
    for (int i = 0; i < 20; ++i)
        QCOMPARE(bodyOf(tier.find(speaking("de"))), "nothing");
    QVERIFY(tier.ready());
}

void RedisTest::survivesADeath() {
    RedisProcess redis;
    START(redis);
    Tier tier(urlOf(redis));
    QTRY(tier.ready());
    redis.signal(SIGSTOP);
    tier.begin(500);
    redis.kill();
    QTRY(tier.ended == 500);
    QTRY(tier.down());
    QVERIFY2(tier.news.has("is lost"), tier.news.all().c_str());
    QCOMPARE(bodyOf(tier.find()), "nothing");
    tier.store(shared(responseWith("x")));
    QVERIFY(tier.statistics.dropped.value() > 0);
    START(redis);
    QTRY(tier.ready());
    tier.find();
    QVERIFY(tier.stores(shared(responseWith("x"))));
    QCOMPARE(bodyOf(tier.find()), "x");
}

void RedisTest::survivesAStop() {
    RedisProcess redis;
    START(redis);
    RedisOptions options{urlOf(redis)};
    options.lookupTimeout = 100ms;
    Tier tier(options);
    QTRY(tier.ready());
    redis.signal(SIGSTOP);
    QVERIFY(tier.givesUp());
    QVERIFY(tier.statistics.timeouts.value() >= Breaker::mostInARow);
    const uint64_t timeouts = tier.statistics.timeouts.value();
    for (int i = 0; i < 100; ++i)
        QCOMPARE(bodyOf(tier.find()), "nothing");
    QCOMPARE(tier.statistics.timeouts.value(), timeouts);
    QVERIFY(tier.statistics.unavailable.value() >= 100);
    redis.signal(SIGCONT);
    QTRY(tier.ready());
    QTRY(tier.find() || tier.stores(shared(responseWith("x"))));
    QTRY_COMPARE_WITH_TIMEOUT(bodyOf(tier.find()), "x", limit_ms);
}

void RedisTest::survivesSlowness() {
    RedisProcess redis;
    START(redis);
    RedisOptions options{urlOf(redis)};
    options.lookupTimeout = 50ms;
    Tier tier(options);
    QTRY(tier.ready());
    redis.cli({"CLIENT", "PAUSE", "3000", "ALL"});
    QVERIFY(tier.givesUp());
    QVERIFY(tier.statistics.timeouts.value() >= Breaker::mostInARow);
    QTRY(tier.ready());
}

void RedisTest::survivesWhatIsNoRedis_data() {
    QTest::addColumn<QByteArray>("greeting");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("more");
    using B = QByteArray;
    const B pong = "+PONG\r\n";
    QTest::newRow("mail") << B("220 mail ESMTP\r\n") << B("500 what?\r\n") << B();
    QTest::newRow("web") << B() << B("HTTP/1.1 400 Bad Request\r\n\r\n") << B();
    QTest::newRow("post office") << B("+OK POP3\r\n") << B("-ERR\r\n-ERR\r\n") << B();
    QTest::newRow("too many answers") << B() << pong.repeated(20) << B();
    QTest::newRow("unasked number") << B() << pong << B(":1\r\n");
    QTest::newRow("unasked nothing") << B() << pong << B("$-1\r\n");
    QTest::newRow("unasked list") << B() << pong << B("*1\r\n$1\r\na\r\n");
    QTest::newRow("unasked error") << B() << pong << B("-ERR max number of clients\r\n");
    QTest::newRow("long list") << B() << B("*2000000000\r\n") << B();
    QTest::newRow("negative list") << B() << B("*-7\r\n") << B();
    QTest::newRow("huge text") << B() << B("$99999999999999999999\r\n") << B();
    QTest::newRow("deep list") << B() << B("*1\r\n").repeated(50) << B();
    QTest::newRow("zeros") << B(100'000, '\0') << B() << B();
}

void RedisTest::survivesWhatIsNoRedis() {
    QFETCH(QByteArray, greeting);
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, more);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress(QHostAddress::LocalHost)));
    connect(&server, &QTcpServer::newConnection, this, [&] {
        QTcpSocket* socket = server.nextPendingConnection();
        socket->write(greeting);
        connect(socket, &QTcpSocket::readyRead, socket, [&, socket] {
            if (socket->readAll().contains("PING")) socket->write(answer + more.repeated(20));
        });
    });
    Tier tier("redis://127.0.0.1:" + std::to_string(server.serverPort()));
    QTRY(tier.down());
    QCOMPARE(bodyOf(tier.find()), "nothing");
}

void RedisTest::endsAmidLookups() {
    RedisProcess redis;
    START(redis);
    for (int i = 0; i < 10; ++i) {
        Tier tier(urlOf(redis));
        QTRY(tier.ready());
        tier.begin(100);
        tier.store(shared(responseWith("x")));
        tier.invalidate();
    }
    redis.signal(SIGSTOP);
    Tier connecting(urlOf(redis));
    connecting.begin(3);
    QTRY(connecting.ended == 3);
}

void RedisTest::followsTheMaster() {
    RedisProcess first, second, sentinel;
    START(first);
    START(second, {QStringLiteral("--replicaof"), QStringLiteral("127.0.0.1"),
                   QString::number(first.port())});
    QTRY(second.cli({"INFO", "replication"}).contains("master_link_status:up"));
    const QString error = sentinel.startSentinel(first.port());
    QVERIFY2(error.isEmpty(), qPrintable(error));
    QTRY(
        sentinel.cli({"SENTINEL", "REPLICAS", "main"}).contains(QByteArray::number(second.port())));
    const std::string port = std::to_string(sentinel.port());
    Tier tier("redis-sentinel://127.0.0.1:1,127.0.0.1:" + port + "/main"),
        stranger("redis-sentinel://127.0.0.1:" + port + "/other");
    QTRY(tier.ready() && stranger.down());
    QVERIFY2(stranger.news.has("knows no master \"other\""), stranger.news.all().c_str());
    QVERIFY(tier.news.has("127.0.0.1:" + std::to_string(first.port())));
    tier.find();
    QVERIFY(tier.stores(shared(responseWith("x"))));
    first.kill();
    QTRY(tier.news.has("127.0.0.1:" + std::to_string(second.port()) + " is connected"));
    QTRY(tier.ready());
    tier.find();
    QVERIFY(tier.stores(shared(responseWith("y"))));
    QCOMPARE(bodyOf(tier.find()), "y");
}

void RedisTest::purges_data() {
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<bool>("x");  // whether it is left
    QTest::addColumn<bool>("y");
    QTest::addColumn<bool>("german");
    using B = QByteArray;
    QTest::newRow("all") << B("all") << false << false << false;
    QTest::newRow("url") << B("url:http://a.test/x") << false << true << true;
    QTest::newRow("path") << B("url:/v") << true << true << false;
    QTest::newRow("prefix") << B("prefix:http://a.test/") << false << false << false;
    QTest::newRow("glob") << B("glob:/y*") << true << false << true;
    QTest::newRow("tag") << B("tag:green") << true << false << false;
    QTest::newRow("none") << B("tag:blue") << true << true << true;
}

void RedisTest::purges() {
    QFETCH(QByteArray, pattern);
    QFETCH(bool, x);
    QFETCH(bool, y);
    QFETCH(bool, german);
    RedisProcess redis;
    START(redis);
    Tier a(urlOf(redis)), b(urlOf(redis)), c(urlOf(redis));
    Channel first(urlOf(redis), "1"), second(urlOf(redis), "2"), third(urlOf(redis), "3");
    QTRY(a.ready() && b.ready() && c.ready());
    QTRY(first.listening() && second.listening() && third.listening());
    a.find();
    StoredResponse tagged = responseWith("y"), translated = *variant("de", "v");
    tagged.tags = translated.tags = {"red", "green"};
    QVERIFY(a.stores(shared(responseWith("x")), "http://a.test/x"));
    QVERIFY(a.stores(shared(tagged), "http://a.test/y?1"));
    QVERIFY(a.stores(shared(translated), "http://a.test/v"));
    QCOMPARE(bodyOf(b.find({}, "http://a.test/y?1")), "y");

    QVERIFY(first.purge(pattern.toStdString()));
    QTRY(second.heard() == pattern.toStdString() + "\n" && third.heard() == second.heard());
    QCOMPARE(first.heard(), std::string());
    for (Tier* tier : {&a, &b, &c}) {
        QCOMPARE(bodyOf(tier->find({}, "http://a.test/x")) == "x", x);
        QCOMPARE(bodyOf(tier->find({}, "http://a.test/y?1")) == "y", y);
        QCOMPARE(bodyOf(tier->find(speaking("de"), "http://a.test/v")) == "v", german);
    }
    // What is stored from now on is there again.
    translated.requested = tagged.requested = wallNow();
    QVERIFY(b.stores(shared(tagged), "http://a.test/y?1"));
    QVERIFY(b.stores(shared(translated), "http://a.test/v"));
    QCOMPARE(bodyOf(c.find({}, "http://a.test/y?1")), "y");
    QCOMPARE(bodyOf(c.find(speaking("de"), "http://a.test/v")), "v");
    QCOMPARE(first.missed + second.missed + third.missed, 0);
}

void RedisTest::purgesWhatComesLate() {
    RedisProcess redis;
    START(redis);
    Tier tier(urlOf(redis));
    Channel channel(urlOf(redis), "1");
    QTRY(tier.ready() && channel.listening());
    tier.find();
    // Requested before the purge, stored after it.
    const StoredResponsePtr old = shared(responseWith("old"));
    QVERIFY(channel.purge("all"));
    QTRY(redis.cli({"LLEN", "sluice:purges:last"}) == "1");
    tier.find();
    QVERIFY(tier.stores(old));
    QCOMPARE(bodyOf(tier.find()), "nothing");
    QVERIFY(tier.statistics.purged.value() > 0);
}

void RedisTest::forgetsOldPurgesSafely() {
    RedisProcess redis;
    START(redis);
    Tier tier(urlOf(redis));
    Channel channel(urlOf(redis), "1");
    QTRY(tier.ready() && channel.listening());
    tier.find();
    QVERIFY(tier.stores(shared(responseWith("x"))));
    for (size_t i = 0; i < PurgeHistory::capacity; ++i)
        QVERIFY(channel.purge("tag:none"));
    QTRY(redis.cli({"LLEN", "sluice:purges:last"}) == "256");
    QCOMPARE(bodyOf(tier.find()), "x");
    QVERIFY(channel.purge("tag:none"));
    QTRY_COMPARE_WITH_TIMEOUT(bodyOf(tier.find()), "nothing", limit_ms);
    QCOMPARE(redis.cli({"LLEN", "sluice:purges:last"}), "256");
    // Redis has lost the number, or all of it.
    QVERIFY(tier.stores(shared(responseWith("x"))));
    QCOMPARE(bodyOf(tier.find()), "x");
    redis.cli({"DEL", "sluice:purges"});
    QCOMPARE(bodyOf(tier.find()), "nothing");
    tier.find();
    QVERIFY(tier.stores(shared(responseWith("x"))));
    QCOMPARE(bodyOf(tier.find()), "x");
}

void RedisTest::purgesOnceItIsBack() {
    RedisProcess redis;
    Channel first(urlOf(redis), "1");
    QTRY(first.news.has("cannot be used"));
    for (int i = 0; i < 3; ++i)
        QVERIFY(!first.purge("tag:" + std::to_string(i)));
    START(redis);
    QTRY(redis.cli({"LRANGE", "sluice:purges:last", "0", "-1"}) == "tag:0\ntag:1\ntag:2");
    redis.kill();
    for (int i = 0; i < 100; ++i)
        first.purge("tag:" + std::to_string(i));
    START(redis);
    QTRY(redis.cli({"LRANGE", "sluice:purges:last", "0", "-1"}).contains("all"));
    QVERIFY(redis.cli({"LLEN", "sluice:purges:last"}).toInt() <= 66);
}

void RedisTest::noticesMissedPurges() {
    RedisProcess redis;
    START(redis);
    Channel first(urlOf(redis), "1"), second(urlOf(redis), "2");
    QTRY(first.listening() && second.listening());
    redis.script("CLIENT KILL TYPE pubsub\nINCR sluice:purges\n");
    QTRY(first.missed == 1 && second.missed == 1);
    QTRY(first.listening() && second.listening());
    // Of a version that this one does not know.
    redis.cli({"PUBLISH", "sluice:purge", "2 x"});
    // It is noticed as a message, and then as one that no purge was counted for.
    QTRY(first.missed == 3 && second.missed == 3);
    // The subscription stands, but its messages get lost.
    redis.cli({"INCRBY", "sluice:purges", "5"});
    QTRY(first.missed == 4 && second.missed == 4);
    QTRY(first.listening() && second.listening());
    QVERIFY(first.purge("tag:a"));
    QTRY(second.heard().find("tag:a") != std::string::npos);
}

QTEST_GUILESS_MAIN(RedisTest)
#include "redis_test.moc"

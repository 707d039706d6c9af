#include "cache/lookup.h"

#include <QtTest>

#include "cache/explain.h"
#include "unit/cache/messages.h"

using namespace sluice;
using namespace sluice::cache;
using Kind = Verdict::Kind;

namespace {

std::string told(const Verdict& verdict) {
    constexpr std::array names{"hit",   "stale-while-revalidate", "validate", "miss", "504",
                               "bypass"};
    std::string text = names[static_cast<size_t>(verdict.kind)];
    return text.append(verdict.forward == ForwardReason::none ? "" : " ")
        .append(nameOf(verdict.forward));
}

Variants variantsOf(StoredResponse response) {
    return Variants{{sharedOf(std::move(response))}};
}

}  // namespace

class LookupTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decides_data();
    void decides();
    void decidesWithoutResponse_data();
    void decidesWithoutResponse();
    void bypasses();
    void servesStaleOnError_data();
    void servesStaleOnError();
    void keepsToPlainRequests_data();
    void keepsToPlainRequests();
    void heedsReloads_data();
    void heedsReloads();
    void choosesTheLatest();
    void explainsItself();
};

void LookupTest::decides_data() {
    QTest::addColumn<std::string>("response");
    QTest::addColumn<int>("after_s");
    QTest::addColumn<std::string>("request");
    QTest::addColumn<std::string>("verdict");
    const auto ask = [](const char* name, const char* response, int after_s, const char* request,
                        const char* verdict) {
        QTest::newRow(name) << std::string(response) << after_s << std::string(request)
                            << std::string(verdict);
    };
    const char* minute = "Cache-Control: max-age=60";
    ask("fresh", minute, 30, "", "hit");
    ask("last fresh second", minute, 59, "", "hit");
    ask("stale at its lifetime", minute, 60, "", "validate stale");
    ask("stale", minute, 90, "", "validate stale");
    ask("Age counts", "Cache-Control: max-age=60|Age: 50", 20, "", "validate stale");
    ask("no-cache", "Cache-Control: max-age=60, no-cache", 0, "", "validate stale");
    ask("no-cache of fields", "Cache-Control: max-age=60, no-cache=\"a\"", 0, "", "hit");
    ask("no lifetime", "ETag: \"a\"", 0, "", "validate stale");
    ask("Cookie", minute, 30, "Cookie: a=b", "hit");
    ask("Authorization", minute, 30, "Authorization: x", "hit");
    ask("other directives", minute, 30, "Cache-Control: foo, no-transform", "hit");

    ask("client: no-cache", minute, 30, "Cache-Control: no-cache", "validate request");
    ask("client: Pragma", minute, 30, "Pragma: no-cache", "validate request");
    ask("client: Pragma and Cache-Control", minute, 30, "Pragma: no-cache|Cache-Control: a", "hit");
    ask("client: no-cache, stale", minute, 90, "Cache-Control: no-cache", "validate stale");
    ask("client: no-store", minute, 30, "Cache-Control: no-store", "bypass request");
    ask("client: max-age=0", minute, 30, "Cache-Control: max-age=0", "validate request");
    ask("client: max-age=0 at once", minute, 0, "Cache-Control: max-age=0", "validate request");
    ask("client: max-age, younger", minute, 30, "Cache-Control: max-age=30", "hit");
    ask("client: max-age, older", minute, 30, "Cache-Control: max-age=29", "validate request");
    ask("client: max-age and Age", "Cache-Control: max-age=3600|Age: 1800", 0,
        "Cache-Control: max-age=600", "validate request");
    ask("client: invalid max-age", minute, 30, "Cache-Control: max-age=x", "validate request");
    ask("client: min-fresh, enough", minute, 30, "Cache-Control: min-fresh=30", "hit");
    ask("client: min-fresh, too little", minute, 30, "Cache-Control: min-fresh=31",
        "validate request");

    ask("client: max-stale", minute, 1000, "Cache-Control: max-stale", "hit");
    ask("client: max-stale, within", minute, 90, "Cache-Control: max-stale=30", "hit");
    ask("client: max-stale, beyond", minute, 91, "Cache-Control: max-stale=30", "validate stale");
    ask("client: invalid max-stale", minute, 90, "Cache-Control: max-stale=x", "validate stale");
    ask("client: max-stale and max-age", minute, 90, "Cache-Control: max-stale, max-age=60",
        "validate stale");
    ask("client: max-stale and min-fresh", minute, 90, "Cache-Control: max-stale, min-fresh=1",
        "validate stale");
    ask("client: max-stale and no-cache", minute, 90, "Cache-Control: max-stale, no-cache",
        "validate stale");
    for (const char* never : {"must-revalidate", "proxy-revalidate", "s-maxage=60", "no-cache"}) {
        QTest::addRow("client: max-stale and %s", never)
            << "Cache-Control: max-age=60, stale-while-revalidate=99, " + std::string(never) << 90
            << std::string("Cache-Control: max-stale") << std::string("validate stale");
    }

    const char* grace = "Cache-Control: max-age=60, stale-while-revalidate=30";
    ask("grace, fresh", grace, 30, "", "hit");
    ask("grace", grace, 90, "", "stale-while-revalidate");
    ask("grace, over", grace, 91, "", "validate stale");
    ask("grace and client: max-age", grace, 90, "Cache-Control: max-age=600", "validate stale");
    ask("grace and client: no-cache", grace, 90, "Cache-Control: no-cache", "validate stale");
    ask("grace and client: max-stale", grace, 90, "Cache-Control: max-stale",
        "stale-while-revalidate");
    ask("grace and must-revalidate",
        "Cache-Control: max-age=60, stale-while-revalidate=30, must-revalidate", 90, "",
        "validate stale");

    const char* immutable = "Cache-Control: max-age=60, immutable";
    ask("immutable, reload", immutable, 30, "Cache-Control: max-age=0", "hit");
    ask("immutable, forced reload", immutable, 30, "Cache-Control: no-cache", "validate request");
    ask("immutable, stale", immutable, 90, "Cache-Control: max-age=0", "validate stale");

    ask("only-if-cached, fresh", minute, 30, "Cache-Control: only-if-cached", "hit");
    ask("only-if-cached, stale", minute, 90, "Cache-Control: only-if-cached", "504 stale");
    ask("only-if-cached, max-stale", minute, 90, "Cache-Control: only-if-cached, max-stale", "hit");
    ask("only-if-cached, no-cache", minute, 30, "Cache-Control: only-if-cached, no-cache",
        "504 request");
    ask("If-Match", minute, 30, "If-Match: \"a\"", "bypass request");
    ask("If-Unmodified-Since", minute, 30, "If-Unmodified-Since: x", "bypass request");
    ask("If-None-Match", minute, 30, "If-None-Match: \"a\"", "hit");
    ask("Range", minute, 30, "Range: bytes=0-1", "hit");
}

void LookupTest::decides() {
    QFETCH(std::string, response);
    QFETCH(int, after_s);
    QFETCH(std::string, request);
    const Variants variants = variantsOf(storedOf(response));
    for (const char* method : {"GET", "HEAD"}) {
        const Verdict verdict =
            decide(&variants, requestOf(request, method), kNow + Seconds(after_s), {});
        QTEST(told(verdict), "verdict");
        if (verdict.kind != Kind::bypass) QCOMPARE(verdict.response, variants.list.front());
    }
}

void LookupTest::decidesWithoutResponse_data() {
    QTest::addColumn<bool>("hasOthers");
    QTest::addColumn<std::string>("method");
    QTest::addColumn<std::string>("request");
    QTest::addColumn<std::string>("verdict");
    const auto row = [](const char* name, bool hasOthers, const char* method, const char* request,
                        const char* verdict) {
        QTest::newRow(name) << hasOthers << std::string(method) << std::string(request)
                            << std::string(verdict);
    };
    row("nothing stored", false, "GET", "", "miss uri-miss");
    row("HEAD", false, "HEAD", "", "miss uri-miss");
    row("other variants", true, "GET", "", "miss vary-miss");
    row("only-if-cached", false, "GET", "Cache-Control: only-if-cached", "504 uri-miss");
    row("only-if-cached of others", true, "GET", "Cache-Control: only-if-cached", "504 vary-miss");
    row("only-if-cached and no-store", false, "GET", "Cache-Control: only-if-cached, no-store",
        "504 request");
    row("POST", true, "POST", "A: 1", "bypass method");
    row("OPTIONS", false, "OPTIONS", "", "bypass method");
    row("POST, only-if-cached", false, "POST", "Cache-Control: only-if-cached", "bypass method");
}

void LookupTest::decidesWithoutResponse() {
    QFETCH(bool, hasOthers);
    QFETCH(std::string, method);
    QFETCH(std::string, request);
    const Variants variants = variantsOf(storedOf("Vary: A|Cache-Control: max-age=60", "A: 1"));
    const Verdict verdict =
        decide(hasOthers ? &variants : nullptr, requestOf(request, method), kNow, {});
    QTEST(told(verdict), "verdict");
    QVERIFY(!verdict.response);
    QVERIFY(!verdict.mayServeStaleOnError(kNow));
    const Variants none;
    if (!hasOthers) QTEST(told(decide(&none, requestOf(request, method), kNow, {})), "verdict");
}

void LookupTest::bypasses() {
    const Variants variants = variantsOf(storedOf("Cache-Control: max-age=60"));
    http::RequestHead request = requestOf();
    request.framing = {http::Framing::Kind::length, 5};
    QCOMPARE(told(decide(&variants, request, kNow, {})), std::string("bypass bypass"));
}

void LookupTest::servesStaleOnError_data() {
    QTest::addColumn<std::string>("response");
    QTest::addColumn<std::string>("request");
    QTest::addColumn<int>("until_s");
    const auto row = [](const char* name, const char* response, const char* request, int until_s) {
        QTest::newRow(name) << std::string(response) << std::string(request) << until_s;
    };
    row("not told", "max-age=60", "", 0);
    row("told by the origin", "max-age=60, stale-if-error=30", "", 90);
    row("told by the client", "max-age=60", "Cache-Control: stale-if-error=30", 90);
    row("the longer counts", "max-age=60, stale-if-error=30", "Cache-Control: stale-if-error=50",
        110);
    row("must-revalidate", "max-age=60, stale-if-error=30, must-revalidate", "", 0);
    row("s-maxage", "s-maxage=60, stale-if-error=30", "", 0);
    row("no-cache", "max-age=60, stale-if-error=30, no-cache", "Cache-Control: stale-if-error=30",
        0);
    row("client: no-cache", "max-age=60, stale-if-error=30", "Cache-Control: no-cache", 0);
    row("client: no-cache unless in error", "max-age=60",
        "Cache-Control: no-cache, stale-if-error=30", 90);
    row("invalid", "max-age=60, stale-if-error=x", "", 0);
}

void LookupTest::servesStaleOnError() {
    QFETCH(std::string, response);
    QFETCH(std::string, request);
    QFETCH(int, until_s);
    const Variants variants = variantsOf(storedOf("Cache-Control: " + response));
    const WallTime asked = kNow + Seconds(70);
    const Verdict verdict = decide(&variants, requestOf(request), asked, {});
    QCOMPARE(verdict.kind, Kind::validate);
    QCOMPARE(verdict.mayServeStaleOnError(kNow + Seconds(until_s - 1)), until_s > 0);
    QVERIFY(!verdict.mayServeStaleOnError(kNow + Seconds(std::max(until_s, 1))));
}

void LookupTest::keepsToPlainRequests_data() {
    QTest::addColumn<std::string>("response");
    QTest::addColumn<std::string>("request");
    QTest::addColumn<std::string>("verdict");
    const auto row = [](const char* response, const char* request, const char* verdict) {
        QTest::addRow("%s, %s", response, request)
            << std::string(response) << std::string(request) << std::string(verdict);
    };
    for (const char* silent : {"A: 1", "ETag: \"a\"", "Cache-Control: stale-while-revalidate=9"}) {
        row(silent, "", "hit");
        row(silent, "User-Agent: a|Referer: b|DNT: 1|X-Request-Id: c|Range: bytes=0-1", "hit");
        for (const char* field :
             {"Cookie: a=b", "Authorization: x", "Proxy-Authorization: x", "X-Api-Key: x",
              "x-user: me", "X-HgArg-1: cmds=heads", "X-Requested-With: XMLHttpRequest"})
            row(silent, field, "bypass request");
        row(silent, "Cookie: a=b|Cache-Control: only-if-cached", "504 request");
        // They choose, and who forgets to say for how long may forget Vary.
        for (const char* field : {"Accept: application/json", "Accept-Encoding: gzip",
                                  "Accept-Language: de", "Origin: http://a", "X-Forwarded-Host: b"})
            row(silent, field, "miss vary-miss");
    }
    for (const char* told : {"Cache-Control: public", "Cache-Control: max-age=60",
                             "Expires: Mon, "
                             "07 Nov 2033 08:49:37 GMT"})
        row(told, "Cookie: a=b|X-HgArg-1: x|Accept: a/b", "hit");
    row("Cache-Control: no-cache", "Cookie: a=b", "validate stale");
}

void LookupTest::keepsToPlainRequests() {
    QFETCH(std::string, response);
    QFETCH(std::string, request);
    Options options;
    options.defaultTtl = Seconds(300);
    const Variants variants =
        variantsOf(makeStored(requestOf(), responseOf(response), kNow, kNow, options, "route"));
    for (const char* method : {"GET", "HEAD"})
        QTEST(told(decide(&variants, requestOf(request, method), kNow, options)), "verdict");
}

void LookupTest::heedsReloads_data() {
    QTest::addColumn<std::string>("response");
    QTest::addColumn<std::string>("request");
    QTest::addColumn<std::string>("verdict");
    const auto row = [](const char* response, const char* request, const char* verdict) {
        QTest::addRow("%s, %s", response, request)
            << std::string(response) << std::string(request) << std::string(verdict);
    };
    for (const char* reload :
         {"Cache-Control: max-age=0", "Cache-Control: no-cache", "If-None-Match: \"a\"",
          "If-Modified-Since: Sat, 05 Nov 2033 08:49:37 GMT", "Sec-Fetch-Mode: navigate",
          "Upgrade-Insecure-Requests: 1"}) {
        row("A: 1", reload, "validate request");
        row("Cache-Control: public", reload, "validate request");
    }
    row("A: 1", "Sec-Fetch-Mode: no-cors", "hit");
    row("Cache-Control: max-age=60", "Sec-Fetch-Mode: navigate", "hit");
    row("Cache-Control: max-age=60", "If-None-Match: \"a\"", "hit");
}

void LookupTest::heedsReloads() {
    QFETCH(std::string, response);
    QFETCH(std::string, request);
    Options options;
    options.defaultTtl = Seconds(300);
    const Variants variants =
        variantsOf(makeStored(requestOf(), responseOf(response), kNow, kNow, options, "route"));
    QTEST(told(decide(&variants, requestOf(request), kNow, options)), "verdict");
}

void LookupTest::choosesTheLatest() {
    const auto at = [](int offset_s, std::string_view more) {
        return sharedOf(storedOf("Date: " + dateAt(Seconds(offset_s)) +
                                     "|Cache-Control: max-age=600|" + std::string(more),
                                 "A: 1"));
    };
    const auto chosen = [](const Variants& variants, std::string_view request, int after_s = 0) {
        const auto response = select(variants, fieldsOf(request), kNow + Seconds(after_s));
        const auto& list = variants.list;
        return std::find(list.begin(), list.end(), response) - list.begin();
    };
    const Variants plain{{at(-20, ""), at(-10, ""), at(-30, ""), at(-10, ""), at(0, "Vary: *")}};
    QCOMPARE(chosen(plain, "A: 1"), 1);
    QCOMPARE(chosen(plain, "*: 1"), 1);
    const Variants mixed{{at(-10, ""), at(-20, "Vary: A"), at(-15, "Vary: B")}};
    QCOMPARE(chosen(mixed, "A: 1"), 2);
    QCOMPARE(chosen(mixed, "A: 1|B: 2"), 1);
    QCOMPARE(chosen(mixed, "A: 2|B: 2"), 0);
    // Stale, it must not keep a fresh one from being served.
    QCOMPARE(chosen(mixed, "A: 1|B: 2", 585), 0);
    QCOMPARE(chosen(Variants{{mixed.list[1]}}, "A: 2"), 1);
}

void LookupTest::explainsItself() {
    const Variants variants = variantsOf(storedOf("Cache-Control: max-age=60"));
    const auto steps = explainLookup(&variants, requestOf(), kNow + Seconds(70), {});
    QCOMPARE(steps.size(), size_t(3));
    QCOMPARE(steps[1].text, std::string("its age is 70 s of a lifetime of 60 s: stale"));
    QVERIFY(steps.back().decided);
    for (const char* method : {"GET", "POST"}) {
        for (const Variants* given : {&variants, static_cast<const Variants*>(nullptr)}) {
            for (const auto& step : explainLookup(given, requestOf({}, method), kNow, {}))
                QVERIFY(!step.text.empty() && step.section.starts_with("RFC "));
        }
    }
}

QTEST_APPLESS_MAIN(LookupTest)
#include "lookup_test.moc"

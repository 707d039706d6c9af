#include "admin/cache_requests.h"

#include <QUrlQuery>

#include "admin/cache_json.h"
#include "admin/json_body.h"
#include "admin/json_value.h"
#include "admin/later.h"
#include "admin/problems.h"

using namespace Qt::StringLiterals;

namespace sluice::admin {

namespace {

using Kind = Resource::Kind;

constexpr std::string_view rulesExample = R"({"rules": [{"path_prefix": "/static", "ttl": "1h"}]})";
constexpr std::string_view purgeExample = R"({"what": "tag:news"})";
constexpr std::string_view askExample = R"({"url": "/path", "fields": {"Accept": "text/html"}})";

QUrlQuery parsed(std::string_view query) {
    QUrlQuery result;
    QByteArray text(query.data(), static_cast<qsizetype>(query.size()));
    result.setQuery(QString::fromUtf8(text.replace('+', "%20")));
    return result;
}

std::string valueOf(const QUrlQuery& query, const QString& key) {
    return query.queryItemValue(key, QUrl::FullyDecoded).toStdString();
}

tl::unexpected<http::Problem> wrongQuery(std::string detail) {
    return tl::unexpected(http::Problem{.status = 400,
                                        .type = "invalid-query",
                                        .title = "Invalid query",
                                        .detail = std::move(detail)});
}

Result<cache::ContentsQuery, http::Problem> contentsQuery(std::string_view text) {
    const QUrlQuery query = parsed(text);
    cache::ContentsQuery result;
    result.text = valueOf(query, u"search"_s);
    if (query.hasQueryItem(u"limit"_s)) {
        bool isNumber = false;
        result.most = query.queryItemValue(u"limit"_s).toULongLong(&isNumber);
        if (!isNumber || result.most > cache::ContentsQuery::mostAtOnce)
            return wrongQuery("limit: expected a number from 0 to 1000");
    }
    if (query.hasQueryItem(u"order"_s)) {
        const auto order = cache::orderFromName(valueOf(query, u"order"_s));
        if (!order) return wrongQuery("order: expected bytes, hits or newest");
        result.order = *order;
    }
    return result;
}

Result<cache::Question, http::Problem> questionOf(std::string_view body) {
    const auto object = parseJsonObject(body, askExample);
    if (!object) return tl::unexpected(object.error());
    const auto wrong = [] {
        return tl::unexpected(invalidChange("expected keys as in " + std::string(askExample)));
    };
    for (const QString& key : object->keys())
        if (key != u"url"_s && key != u"fields"_s) return wrong();
    const QJsonValue fields = object->value(u"fields"_s);
    if (!object->value(u"url"_s).isString()) return wrong();
    if (!fields.isUndefined() && !fields.isObject()) return wrong();
    cache::Question question{object->value(u"url"_s).toString().toStdString(), {}};
    const QJsonObject members = fields.toObject();
    for (auto field = members.begin(); field != members.end(); ++field) {
        if (!field.value().isString()) return wrong();
        question.fields.emplace_back(field.key().toStdString(),
                                     field.value().toString().toStdString());
    }
    return question;
}

Result<cache::PurgePattern, http::Problem> patternOf(std::string_view body) {
    const auto object = parseJsonObject(body, purgeExample);
    if (!object) return tl::unexpected(object.error());
    const QJsonValue what = object->value(u"what"_s);
    if (object->size() != 1 || !what.isString()) {
        return tl::unexpected(
            invalidChange("expected one key, as in " + std::string(purgeExample)));
    }
    auto pattern = cache::PurgePattern::parse(what.toString().toStdString());
    if (!pattern) return tl::unexpected(invalidChange("what: " + pattern.error().message));
    return std::move(*pattern);
}

}  // namespace

bool CacheRequests::isOne(Kind kind) {
    return kind == Kind::cache || kind == Kind::cacheEntries || kind == Kind::cacheRules ||
           kind == Kind::cacheExplain || kind == Kind::purge;
}

event::Task<Reply> CacheRequests::answer(listener::Connection& connection,
                                         Resource resource) const {
    const http::RequestHead& request = connection.request();
    if (!m_actions.snapshot()) co_return Reply::problem(notRunning(), request);
    if (request.method == "GET" || request.method == "HEAD") {
        if (resource.kind == Kind::cacheEntries) co_return co_await list(request);
        const Made made = read(request, resource.kind);
        co_return made ? *made : Reply::problem(made.error(), request);
    }
    auto body = co_await readJsonBody(connection, maxBodyBytes);
    if (!body) co_return Reply::problem(body.error(), request);
    if (resource.kind == Kind::cacheExplain) co_return co_await ask(request, std::move(*body));
    if (resource.kind == Kind::purge) co_return co_await purge(request, std::move(*body));
    const Made made = changeRules(*body);
    co_return made ? *made : Reply::problem(made.error(), request);
}

CacheRequests::Made CacheRequests::read(const http::RequestHead& request, Kind kind) const {
    if (kind == Kind::cacheRules) return rules();
    if (kind == Kind::cacheExplain) return explain(request.query());
    return Reply::json(cacheToJson(*m_actions.snapshot()));
}

event::Task<Reply> CacheRequests::list(const http::RequestHead& request) const {
    const auto wanted = contentsQuery(request.query());
    if (!wanted) co_return Reply::problem(wanted.error(), request);
    if (const auto used = m_actions.cacheRules(); !used)
        co_return Reply::problem(notChanged(used.error().message), request);
    const auto contents = co_await later<cache::Contents>(
        [&](auto done) { m_actions.listCache(*wanted, std::move(done)); });
    if (!contents) co_return Reply::problem(notNow(contents.error().message), request);
    co_return Reply::json(toJson(*contents));
}

CacheRequests::Made CacheRequests::explain(std::string_view query) const {
    const std::string url = valueOf(parsed(query), u"url"_s);
    if (url.empty()) return wrongQuery("url: expected one, as in ?url=/path");
    const auto explanation = m_actions.explainCaching({url, {}});
    if (!explanation) return wrongQuery("url: " + explanation.error().message);
    return Reply::json(toJson(*explanation));
}

CacheRequests::Made CacheRequests::rules() const {
    const auto rules = m_actions.cacheRules();
    if (!rules) return tl::unexpected(notChanged(rules.error().message));
    QJsonObject object = rules->effective;
    object[u"configured"_s] = rules->configured;
    return Reply::json(lineOf(object));
}

CacheRequests::Made CacheRequests::changeRules(std::string_view body) const {
    const auto change = parseJsonObject(body, rulesExample);
    if (!change) return tl::unexpected(change.error());
    if (const auto used = m_actions.cacheRules(); !used)
        return tl::unexpected(notChanged(used.error().message));
    const auto changed = m_actions.changeCacheRules(*change);
    if (!changed) return tl::unexpected(invalidChange(changed.error().message));
    return rules();
}

event::Task<Reply> CacheRequests::ask(const http::RequestHead& request, std::string body) const {
    const auto question = questionOf(body);
    if (!question) co_return Reply::problem(question.error(), request);
    if (const auto known = m_actions.explainCaching(*question); !known)
        co_return Reply::problem(invalidChange(known.error().message), request);
    const auto explained = co_await later<cache::Explanation>(
        [&](auto done) { m_actions.askAndExplain(*question, std::move(done)); });
    if (!explained) co_return Reply::problem(notNow(explained.error().message), request);
    co_return Reply::json(toJson(*explained));
}

event::Task<Reply> CacheRequests::purge(const http::RequestHead& request, std::string body) const {
    const auto pattern = patternOf(body);
    if (!pattern) co_return Reply::problem(pattern.error(), request);
    if (const auto used = m_actions.cacheRules(); !used)
        co_return Reply::problem(notChanged(used.error().message), request);
    const auto purged = co_await later<cache::Purged>(
        [&](auto done) { m_actions.purge(*pattern, std::move(done)); });
    if (!purged) co_return Reply::problem(notNow(purged.error().message), request);
    QJsonObject json{{u"what"_s, text(pattern->toText())}, {u"purged"_s, count(purged->entries)}};
    if (purged->shared) json[u"redis"_s] = purged->owed.empty() ? u"taken"_s : u"owed"_s;
    if (!purged->owed.empty()) json[u"why"_s] = text(purged->owed);
    co_return Reply::json(lineOf(json));
}

}  // namespace sluice::admin

#include "engine/cache_probe.h"

#include <algorithm>
#include <utility>

#include "cache/key.h"
#include "http/hop_by_hop.h"
#include "upstream/transport/factory.h"

namespace sluice::engine {

namespace {

constexpr size_t mostTargetBytes = 8 * 1024;
constexpr size_t mostFields = 32;

upstream::PoolOptions poolOptions() {
    upstream::PoolOptions options;
    options.name = "probe";
    options.transport = upstream::TransportKind::direct;
    options.maxConnections = options.keepAlive = 1;
    options.readTimeout = CacheProbe::timeout;
    return options;
}

bool isVisible(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

bool isToken(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), http::isTokenChar);
}

bool isFieldValue(std::string_view value) {
    return std::none_of(value.begin(), value.end(),
                        [](char c) { return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7f; });
}

/// Of the connection, or of what the request is for.
bool isOurs(std::string_view name) {
    constexpr http::FieldNames names{"Host", "Content-Length", "Expect"};
    return http::hopByHopFields.contains(name) || names.contains(name);
}

Result<> addFields(const std::vector<std::pair<std::string, std::string>>& fields,
                   http::HeaderMap& to) {
    if (fields.size() > mostFields)
        return failure("there may be " + std::to_string(mostFields) + " request fields");
    for (const auto& [name, value] : fields) {
        if (!isToken(name)) return failure("\"" + name + "\" is no name of a field");
        if (!isFieldValue(value) || value.size() > mostTargetBytes)
            return failure("the value of " + name + " is no value of a field");
        if (isOurs(name)) return failure(name + " is set by the request itself");
        to.add(name, http::trimmed(value));
    }
    return {};
}

}  // namespace

struct CacheProbe::Run {
    Run(const Endpoint& gateway, http::RequestHead asked, Done then)
        : request(std::move(asked)),
          done(std::move(then)),
          server(std::make_shared<upstream::Server>(
              upstream::ServerOptions{"gateway", ServerUrl{false, gateway}},
              std::make_shared<metrics::Series>("probe", 1))),
          transport(upstream::makeTransport(poolOptions(), cell)) {}

    event::Task<> run();

    http::RequestHead request;
    Done done;
    const std::shared_ptr<upstream::Server> server;
    upstream::PoolCell cell;
    std::unique_ptr<upstream::Transport> transport;
    Result<http::ResponseHead> answer = failure("the gateway gave no answer in time");
    event::Task<> task;  // last: destroyed before what it uses
};

event::Task<> CacheProbe::Run::run() {
    const TimePoint deadline = Clock::now() + timeout;
    const auto call = co_await transport->send(server, request, nullptr, nullptr);
    if (!call) co_return;
    http::ResponseHead head;
    upstream::AnswerDeadline answerBy(deadline);
    do {
        const auto read = co_await (*call)->readHead(head, answerBy);
        if (!read) co_return;
    } while (head.isInterim());
    answer = std::move(head);
    uint64_t bytes = 0;
    for (;;) {
        const auto piece = co_await (*call)->readBody();
        if (!piece || piece->empty()) co_return;
        bytes += piece->size();
        if (bytes > mostBytes || Clock::now() > deadline) co_return;
    }
}

CacheProbe::CacheProbe() = default;
CacheProbe::~CacheProbe() = default;

Result<> CacheProbe::ask(const Endpoint& gateway, http::RequestHead request, Done done) {
    if (m_run) return failure("another request is under way");
    m_run = std::make_unique<Run>(gateway, std::move(request), std::move(done));
    m_run->task = m_run->run();
    m_run->task.start(
        [](void* self) {
            const auto run = std::move(static_cast<CacheProbe*>(self)->m_run);
            run->done(std::move(run->answer));
        },
        this);
    return {};
}

Result<http::RequestHead> probeRequest(const cache::Question& question, std::string_view host) {
    const std::string_view url = http::trimmed(question.url);
    const std::string whole =
        url.starts_with('/') ? "http://" + std::string(host) + std::string(url) : std::string(url);
    if (!isVisible(whole) || whole.size() > mostTargetBytes)
        return failure("expected a URL without spaces; write them as %20");
    const auto key = cache::keyForUrl(whole);
    if (!key) return failure("expected http://host/path or /path");
    const cache::KeyParts parts = cache::partsOf(*key);
    http::RequestHead request;
    request.method = "GET";
    request.target = parts.target;
    request.authority = parts.authority;
    request.fields.add("Host", parts.authority);
    if (const auto added = addFields(question.fields, request.fields); !added)
        return tl::unexpected(added.error());
    return request;
}

}  // namespace sluice::engine

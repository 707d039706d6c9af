#include "cache/redis/purge_channel.h"

#include <memory>
#include <utility>

#include "cache/redis/purge_history.h"
#include "cache/wall_time.h"

namespace sluice::cache::redis {

namespace {

constexpr Duration interval = std::chrono::seconds(1);
/// What is in the memory so soon after the start is no older than the first comparison.
constexpr Duration atStart = std::chrono::seconds(5);
constexpr size_t mostOwed = 64;
constexpr size_t mostReplyBytes = 4 * 1024 * 1024;
constexpr std::string_view version = "1 ";

Connection::Options connectionOptions(const RedisOptions& options, const RedisUrl& url) {
    return {url, options.connectTimeout, options.connectTimeout, mostReplyBytes};
}

}  // namespace

/// Goes on being owed until Redis has confirmed it.
struct PurgeChannel::Owed {
    Owed(PurgeChannel& owner, std::string what) : channel(owner), pattern(std::move(what)) {}

    PurgeChannel& channel;
    std::string pattern;

    static void answered(void* context, const Reply& reply) {
        const std::unique_ptr<Owed> self(static_cast<Owed*>(context));
        const bool done = reply.arrived() && reply.error().empty();
        if (!done) self->channel.owe(std::move(self->pattern));
    }
};

PurgeChannel::PurgeChannel(const RedisOptions& options, const RedisUrl& url, std::string instance,
                           Listener listener)
    : m_options(options),
      m_names(options.prefix),
      m_instance(std::move(instance)),
      m_listener(std::move(listener)),
      m_commands(connectionOptions(options, url), m_listener.report),
      m_subscription(connectionOptions(options, url), [](auto, const auto&) {}) {
    m_commands.onReady([this] { sendOwed(); });
    m_subscription.onReady([this] { subscribe(); });
    m_commands.start();
    m_subscription.start();
    m_watch = watch();
    m_watch.start();
}

bool PurgeChannel::purge(const PurgePattern& pattern) {
    return send(pattern.toText());
}

/// Atomic, so that number, list and messages tell the same.
bool PurgeChannel::send(std::string pattern) {
    Session* const session = m_commands.session();
    if (!session) {
        owe(std::move(pattern));
        return false;
    }
    const std::string number = m_names.purgeNumber();
    const std::string last = m_names.lastPurges();
    const std::string channel = m_names.purgeChannel();
    const std::string begun = std::to_string(wallNow().time_since_epoch().count());
    const std::string oldest = "-" + std::to_string(PurgeHistory::capacity);
    const std::string message = std::string(version) + m_instance + " " + pattern;
    const Command commands[]{{"MULTI"},
                             {"SET", number, begun, "NX"},
                             {"INCR", number},
                             {"RPUSH", last, pattern},
                             {"LTRIM", last, oldest, "-1"},
                             {"PUBLISH", channel, message}};
    bool sent = true;
    for (const Command& command : commands)
        sent = sent && session->post(command);
    auto owed = std::make_unique<Owed>(*this, std::move(pattern));
    const Command exec{"EXEC"};
    if (sent && session->post(exec, &Owed::answered, owed.get())) {
        (void)owed.release();  // answered() has it now
        return true;
    }
    owe(std::move(owed->pattern));
    session->close("too much waits to be sent");  // half of a transaction may have been
    return false;
}

void PurgeChannel::owe(std::string pattern) {
    if (m_owed.size() >= mostOwed) m_owed.assign(1, PurgePattern::all().toText());
    m_owed.push_back(std::move(pattern));
}

void PurgeChannel::sendOwed() {
    for (std::string& pattern : std::exchange(m_owed, {}))
        send(std::move(pattern));
    m_check.notify();
}

void PurgeChannel::subscribe() {
    m_listening = false;
    m_subscription.session()->subscribe(m_names.purgeChannel(), &heard, this);
}

void PurgeChannel::heard(void* self, const Reply& reply) {
    auto& channel = *static_cast<PurgeChannel*>(self);
    if (!reply.arrived()) {
        channel.m_listening = false;
    } else if (reply.at(0).text() == "subscribe") {
        channel.m_listening = true;
        channel.m_compared = false;
        ++channel.m_subscriptions;
        channel.m_check.notify();
    } else if (reply.at(0).text() == "message") {
        channel.receive(reply.at(2).text().value_or(""));
    }
}

void PurgeChannel::receive(std::string_view message) {
    if (m_number) ++*m_number;
    const bool known = message.starts_with(version);
    if (known) message.remove_prefix(version.size());
    const size_t space = message.find(' ');
    if (known && message.substr(0, space) == m_instance) return;
    const auto pattern =
        PurgePattern::parse(space == message.npos ? std::string_view() : message.substr(space + 1));
    if (!known || !pattern) return m_listener.mayHaveMissed();
    m_listener.purged(*pattern);
}

event::Task<> PurgeChannel::watch() {
    for (;;) {
        co_await m_check.wait(Clock::now() + interval);
        if (!m_listening) continue;
        const std::optional<uint64_t> before = m_number;
        const uint64_t subscription = m_subscriptions;
        const std::optional<uint64_t> number = co_await askNumber();
        if (number && m_listening && subscription == m_subscriptions) compare(before, *number);
    }
}

event::Task<std::optional<uint64_t>> PurgeChannel::askNumber() {
    Session* const session = m_commands.session();
    if (!session) co_return std::nullopt;
    const std::string name = m_names.purgeNumber();
    const std::string begun = std::to_string(wallNow().time_since_epoch().count());
    const Command begin{"SET", name, begun, "NX"};
    session->post(begin);
    const Command get{"GET", name};
    const Reply reply = co_await session->call(get, Clock::now() + m_options.connectTimeout);
    co_return reply.number();
}

/// `before` is what this knew when it asked. A message may be under way meanwhile: it has until the
/// next comparison, except for the first one, where it may as well be lost.
void PurgeChannel::compare(std::optional<uint64_t> before, uint64_t number) {
    const bool first = !std::exchange(m_compared, true);
    const bool late = !first && before < m_expected;
    const bool differs = first ? number != before : number < before;
    m_expected = number;
    if (!late && !differs) return;
    m_number = number;
    if (late) m_subscription.drop("messages are missing");
    if (before || Clock::now() - m_begun > atStart) m_listener.mayHaveMissed();
}

}  // namespace sluice::cache::redis

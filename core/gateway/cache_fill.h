#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cache/coalescer.h"
#include "cache/refusals.h"
#include "cache/store.h"
#include "event/notification.h"
#include "gateway/own_fetch.h"

namespace sluice::gateway {

/// Asks the servers for what the cache lacks, and stores the answer or tells that it may not be
/// stored. Serves all who wait for it, and goes on when the client that began it leaves. On one
/// worker, which keeps it until it is done.
class CacheFill final : public listener::InterimSink {
public:
    struct Job {
        std::string key;
        std::string flight;                         ///< of requests that may get the same answer
        cache::StoredResponsePtr stale;             ///< to be validated; null: there is none
        cache::Generations::Generation looked = 0;  ///< before `stale` was found
        std::optional<cache::Lead> lead;            ///< of those who wait for the same
        const Attempt::Order* client = nullptr;  ///< gets interim answers, until it leaves; or null
    };
    enum class Ending : uint8_t {
        none,         ///< not yet
        shared,       ///< response() comes from Redis, and is fresh
        stored,       ///< response() may be used, even if not kept; its body may still grow
        revalidated,  ///< so may it: it is what was stored, which holds good
        unstored,     ///< the answer is for the client that began: takeFetch()
        failed,       ///< there is no answer: failure()
    };

    /// `order`: of the request that began it; copied.
    CacheFill(Job job, const Attempt::Order& order,
              std::shared_ptr<const WorkerConfiguration> configuration);

    event::Task<> run();

    // For the client that began it.
    void leave() { m_job.client = nullptr; }
    event::Notification& settled() { return m_settled; }
    Ending ending() const { return m_ending; }
    const cache::StoredResponsePtr& response() const { return m_response; }
    /// What the server's answer has for this client alone.
    http::HeaderMap takeOwnFields() { return std::move(m_ownFields); }
    /// Whether response() is for later requests, too: nobody has written over it or purged it.
    bool isKept() const { return m_kept; }
    int status() const { return m_status; }  ///< of the server's answer; 0: there was none
    std::unique_ptr<OwnFetch> takeFetch() { return std::move(m_fetch); }
    Fetch::Failure& failure() { return *m_failure; }

private:
    void interim(const http::ResponseHead& head, const http::RequestHead& request) override;
    void dropOutdated();
    event::Task<bool> findShared();
    event::Task<Attempt*> ask();
    void settle(Ending ending);
    bool mayFreshen(const http::ResponseHead& notModified) const;
    std::optional<cache::StoredResponse> freshen(const http::ResponseHead& head) const;
    void keep(const http::ResponseHead& notModified, cache::StoredResponse freshened);
    void freshenSiblings(const http::ResponseHead& notModified);
    void heedHead(const http::ResponseHead& head);
    void heedHead(const http::ResponseHead& head, const cache::StoredResponsePtr& stored);
    bool isOutdated(const cache::StoredResponse& response) const;
    bool remember(const cache::StoredResponsePtr& response);
    bool put(const cache::StoredResponsePtr& response);
    void drop(const cache::StoredResponsePtr& response);
    http::HeaderMap fieldsForOne(const http::HeaderMap& received,
                                 const http::HeaderMap& stored) const;
    bool mayStore(const http::ResponseHead& head);
    event::Task<> store(Attempt& answer);
    event::Task<> pour(Attempt& answer, cache::Body& body);
    void noteGrowth(const http::ResponseHead& head, cache::Body& body, uint64_t& counted);
    void noteRefusal(const http::ResponseHead& head, cache::Refusal::Cause cause);

    const std::shared_ptr<const WorkerConfiguration> m_configuration;
    const cache::Options& m_options;
    cache::Store& m_store;
    const std::shared_ptr<cache::redis::RedisTier> m_redis;  // null: there is none
    std::optional<cache::redis::RedisTier::Ticket> m_ticket;
    Job m_job;
    std::unique_ptr<OwnFetch> m_fetch;
    cache::Generations::Generation m_asked = 0;  // before whoever the answer is of was asked
    bool m_asksForClient = false;                // the server sees the client's own conditions
    cache::WallTime m_requested{};
    cache::WallTime m_received{};
    event::Notification m_settled;
    Ending m_ending = Ending::none;
    cache::StoredResponsePtr m_response;
    bool m_kept = false;
    http::HeaderMap m_ownFields;
    int m_status = 0;
    std::optional<Fetch::Failure> m_failure;
};

}  // namespace sluice::gateway

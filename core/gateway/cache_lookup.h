#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cache/cache_status.h"
#include "cache/lookup.h"
#include "cache/store.h"
#include "gateway/cache_fill.h"
#include "metrics/cache_traffic.h"

namespace sluice::gateway {

/// Finds the answer to one request in the cache, or has the cache filled with it. Belongs to an
/// exchange; destroying it ends its waits, not the fills that it began.
class CacheLookup {
public:
    struct Found {
        enum class Kind : uint8_t {
            stored,        ///< `response`
            fetched,       ///< the server's answer, which may not be stored: `fetch`
            failed,        ///< `problem`
            onlyIfCached,  ///< the client takes nothing but what is stored, and there is nothing
            pass,          ///< the request goes on as if there were no cache
        };
        Found() = default;
        explicit Found(Kind k) : kind(k) {}
        Found(cache::StoredResponsePtr r, cache::WallTime when)
            : kind(Kind::stored), response(std::move(r)), at(when) {}
        explicit Found(std::unique_ptr<OwnFetch> f) : kind(Kind::fetched), fetch(std::move(f)) {}
        explicit Found(Fetch::Failure f) : kind(Kind::failed), failure(std::move(f)) {}

        Kind kind = Kind::pass;
        cache::StoredResponsePtr response;
        cache::WallTime at{};       ///< when the response was chosen
        http::HeaderMap ownFields;  ///< of its server's answer, for this client alone
        std::unique_ptr<OwnFetch> fetch;
        std::optional<Fetch::Failure> failure;
    };

    /// `order` and what it names outlive this.
    CacheLookup(const Attempt::Order& order,
                std::shared_ptr<const WorkerConfiguration> configuration);
    ~CacheLookup();
    CacheLookup(const CacheLookup&) = delete;
    CacheLookup& operator=(const CacheLookup&) = delete;

    event::Task<Found> run();

    /// What was found is gone after all: the request goes on.
    void lost();

    // Known once run() has ended.
    cache::CacheStatus& status() { return m_status; }
    metrics::CacheOutcome outcome() const { return m_outcome; }
    const std::string& key() const { return m_key; }

private:
    bool findFresh();
    Found hit();
    event::Task<Found> search();
    void decide();
    bool mayFill() const;
    bool waitsForOthers() const;
    event::Task<std::optional<Found>> ask();
    bool cameMeanwhile();
    std::optional<Found> follow(const cache::Flight& flight, const cache::Flight::Landing& landing);
    Found servedByServer(CacheFill& filling, metrics::CacheOutcome outcome);
    void passInterim(const http::ResponseHead& head);
    std::shared_ptr<CacheFill> startFill(std::optional<cache::Lead> lead,
                                         const Attempt::Order* client) const;
    event::Task<Found> fill(std::optional<cache::Lead> lead);
    std::string flightKey() const;
    const std::string& flight() const { return m_flight.empty() ? m_key : m_flight; }
    void revalidate();
    Found served(cache::StoredResponsePtr response, metrics::CacheOutcome outcome,
                 cache::WallTime now = cache::wallNow());
    std::optional<Found> staleOnError();
    Found tooLate() const;

    const Attempt::Order& m_order;
    const std::shared_ptr<const WorkerConfiguration> m_configuration;
    const cache::Options& m_options;
    cache::Store& m_store;
    std::string m_key;
    std::string m_flight;                         // see flightKey(); once nothing was found
    cache::Generations::Generation m_looked = 0;  // before m_variants were found
    cache::VariantsPtr m_variants;
    cache::Verdict m_verdict;
    cache::WallTime m_decided{};
    std::shared_ptr<CacheFill> m_filling;  // begun for this request
    cache::CacheStatus m_status;
    metrics::CacheOutcome m_outcome = metrics::CacheOutcome::bypassed;
};

}  // namespace sluice::gateway

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "event/notification.h"
#include "gateway/batch_item.h"
#include "gateway/batch_report.h"

namespace sluice::gateway {

/// Answers a batch: sends its requests through exchanges of their own, some at once, and gathers
/// what comes of them. Lives in the client's coroutine; destroying it cancels all that is under
/// way. On one worker.
class Batch {
public:
    /// Whether the request is a batch by its method and path.
    static bool isMeant(const http::RequestHead& request, const listener::BatchOptions& options);

    Batch(WorkerGateway& gateway, listener::Client& client);
    ~Batch();
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

    event::Task<> run();

private:
    struct Slot;

    Duration elapsed() const;
    bool takesPlace();
    event::Task<bool> bufferDocument();
    event::Task<bool> readDocument();
    event::Task<> refuseBody(const http::ParseError& error);
    event::Task<bool> readRequests();
    event::Task<> refuse(http::Problem problem, bool close = false);
    event::Task<bool> runItems();
    void startSome();
    void giveUpRest();
    static void itemEnded(void* slot);
    void wakeLater();
    event::Task<bool> collect();
    void begin(std::string_view type, http::Framing framing);
    event::Task<bool> send(std::string_view bytes);
    event::Task<bool> sendAll(std::string summary);
    event::Task<> answer();

    WorkerGateway& m_gateway;
    listener::Client& m_client;
    const std::shared_ptr<const WorkerConfiguration> m_configuration;
    const listener::BatchOptions& m_options;
    metrics::BatchCell& m_counts;
    const bool m_streams;  // results as they come, a line each
    bool m_hasPlace = false;
    bool m_taken = false;  // its items run, or have run
    int m_status = 0;
    std::string m_document;
    uint64_t m_room;  // for answers
    std::vector<std::unique_ptr<Slot>> m_slots;
    std::vector<size_t> m_ended;  // not yet collected
    std::vector<std::string> m_results;
    BatchReport m_report;
    size_t m_next = 0;  // to start
    size_t m_running = 0;
    size_t m_collected = 0;
    bool m_waking = false;
    event::Notification m_progress;
    const std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace sluice::gateway

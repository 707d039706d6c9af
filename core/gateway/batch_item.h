#pragma once

#include <string>
#include <utility>

#include "gateway/batch_answer.h"
#include "gateway/batch_request.h"
#include "gateway/worker_gateway.h"
#include "listener/client.h"

namespace sluice::gateway {

/// One request of a batch as the client of an exchange, and what became of it. On the batch's
/// worker.
class BatchItem final : public listener::Client {
public:
    /// `client`: of the batch.
    BatchItem(BatchRequest request, size_t index, const Client& client, uint64_t& room);

    /// Whether it can be sent at all.
    bool valid() const { return m_error.empty(); }
    /// The whole life of the request. Destroying the task cancels it.
    event::Task<> run(WorkerGateway& gateway);
    /// Ended from outside.
    void giveUp(int status, std::string reason);

    size_t index() const { return m_index; }  ///< in the document
    const QJsonValue& id() const { return m_id; }
    int status() const { return m_status; }
    /// Why it counts as failed: it got no answer, not all of one, or a 5xx. Empty: it did not.
    const std::string& error() const { return m_error; }
    Duration elapsed() const { return m_elapsed; }  ///< zero if it was never sent
    /// Without an answer, an empty one.
    const BatchAnswer& answer() const { return m_answer; }

    bool isLocal() const override { return m_local; }
    event::Task<listener::BodyPiece> readBody() override;
    bool hasBuffered(size_t) const override { return true; }
    event::Task<listener::BodyPiece> bufferBody(size_t) override {
        return event::Task<listener::BodyPiece>::ready();
    }
    const http::HeaderMap& requestTrailers() const override { return m_noTrailers; }

private:
    void judge();

    const size_t m_index;
    const bool m_local;
    const QJsonValue m_id;
    const std::string m_body;
    const http::HeaderMap m_noTrailers;
    BatchAnswer m_answer;
    int m_status = 0;
    std::string m_error;
    Duration m_elapsed{};
};

}  // namespace sluice::gateway

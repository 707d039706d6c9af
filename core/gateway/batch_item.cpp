#include "gateway/batch_item.h"

#include "gateway/exchange.h"

namespace sluice::gateway {

BatchItem::BatchItem(BatchRequest request, size_t index, const Client& client, uint64_t& room)
    : Client(client.peer(), false, m_answer),  // a document tells of no proxies
      m_index(index),
      m_local(client.isLocal()),
      m_id(std::move(request.id)),
      m_body(std::move(request.body)),
      m_answer(room),
      m_status(request.error.empty() ? 0 : 400),
      m_error(std::move(request.error)) {
    m_request = std::move(request.head);
    dropUntrusted();
}

event::Task<> BatchItem::run(WorkerGateway& gateway) {
    m_requestBegan = m_requestTime = Clock::now();
    {
        Exchange exchange(gateway, *this);
        co_await exchange.run();
    }
    m_elapsed = Clock::now() - m_requestTime;
    judge();
}

void BatchItem::judge() {
    m_status = m_answer.head().status;
    if (m_answer.overran()) {
        m_status = 502;
        m_error = "the answers of the batch take more than batch.max_response_bytes";
    } else if (!m_answer.complete()) {
        m_status = 502;
        m_error = "the answer broke off";
    } else if (m_status >= 500) {
        m_error = "status " + std::to_string(m_status);
    }
}

void BatchItem::giveUp(int status, std::string reason) {
    if (m_requestTime != TimePoint{}) m_elapsed = Clock::now() - m_requestTime;
    m_status = status;
    m_error = std::move(reason);
}

event::Task<listener::BodyPiece> BatchItem::readBody() {
    using Kind = listener::BodyPiece::Kind;
    if (m_bodyBytes == m_body.size()) co_return listener::BodyPiece{};
    m_bodyBytes = m_body.size();
    co_return listener::BodyPiece{Kind::piece, m_body, {}};
}

}  // namespace sluice::gateway

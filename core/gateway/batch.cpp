#include "gateway/batch.h"

#include <algorithm>
#include <utility>

#include "gateway/bad_request.h"
#include "gateway/batch_document.h"
#include "gateway/request_id.h"
#include "http/original_request.h"

namespace sluice::gateway {

namespace {

constexpr std::string_view jsonType = "application/json";
constexpr std::string_view linesType = "application/x-ndjson";
/// What must have come of a document, if not all of it, before the batch takes its place.
constexpr size_t bufferedBytes = 64 * 1024;

bool isJson(const http::HeaderMap& fields) {
    std::string_view type = fields.find("Content-Type").value_or("");
    type = type.substr(0, type.find(';'));
    while (type.ends_with(' '))
        type.remove_suffix(1);
    return http::equalNames(type, jsonType);
}

/// Whether Accept names the type, in any case and not with a weight of 0 (RFC 9110 section 12.4.2).
bool wantsLines(const http::HeaderMap& fields) {
    const std::string list = http::joinedLines(fields, "Accept");
    for (std::string_view rest = list; !rest.empty();) {
        const std::string_view range = http::nextElement(rest);
        const size_t end = std::min(range.find(';'), range.size());
        if (!http::equalNames(http::trimmed(range.substr(0, end)), linesType)) continue;
        const size_t weight = range.find("q=", end);
        if (weight == range.npos) return true;
        return range.find_first_of("123456789", weight) != range.npos;
    }
    return false;
}

http::Problem badBatch(int status, std::string detail) {
    return {.status = status,
            .type = "bad-batch",
            .title = "The batch cannot be read",
            .detail = std::move(detail),
            .proxyError = "http_request_error"};
}

http::Problem tooManyBatches() {
    return {.status = 503,
            .type = "batches-busy",
            .title = "Too many batches at once",
            .detail = "try again, or allow more with batch.max_batches",
            .retryAfter_s = 1,
            .proxyError = "proxy_internal_response"};
}

/// Only what a page of another origin cannot send without being allowed to.
http::Problem notJson() {
    return badBatch(415, "expected Content-Type: application/json");
}

}  // namespace

/// An item and the coroutine that it runs in.
struct Batch::Slot {
    Slot(Batch& owner, BatchRequest request, size_t index)
        : batch(owner), item(std::move(request), index, owner.m_client, owner.m_room) {}
    Batch& batch;
    BatchItem item;
    event::Task<> task;  // last: destroyed first, while what it uses still lives
};

bool Batch::isMeant(const http::RequestHead& request, const listener::BatchOptions& options) {
    return request.method == "POST" && request.path() == options.path;
}

Batch::Batch(WorkerGateway& gateway, listener::Client& client)
    : m_gateway(gateway),
      m_client(client),
      m_configuration(gateway.configuration()),
      m_options(*m_configuration->shared->batch),
      m_counts(gateway.cell().batch),
      m_streams(wantsLines(client.request().fields)),
      m_room(m_options.maxResponseBytes) {}

Batch::~Batch() {
    *m_alive = false;
    m_slots.clear();
    if (m_hasPlace) m_configuration->shared->batches->fetch_sub(1);
    if (m_taken) m_counts.time_ns.add(static_cast<uint64_t>(elapsed().count()));
    if (!m_gateway.accessLog().enabled()) return;
    const http::RequestHead& request = m_client.request();
    m_gateway.accessLog().write({.peer = m_client.peer(),
                                 .method = request.method,
                                 .path = request.path(),
                                 .status = m_status,
                                 .bytesOut = m_client.response().bodyBytes(),
                                 .elapsed = elapsed(),
                                 .route = {},
                                 .server = {},
                                 .requestId = {}});
}

event::Task<> Batch::run() {
    if (!isJson(m_client.request().fields)) co_return co_await refuse(notJson());
    const bool come = co_await bufferDocument();
    if (!come) co_return;
    if (!takesPlace()) co_return co_await refuse(tooManyBatches());
    const bool read = co_await readRequests();
    if (!read) co_return;
    m_taken = true;
    m_counts.batches.add();
    if (m_streams) begin(linesType, {http::Framing::Kind::chunked});
    const bool ran = co_await runItems();
    if (ran) co_await answer();
}

Duration Batch::elapsed() const {
    return Clock::now() - m_client.requestBegan();
}

bool Batch::takesPlace() {
    std::atomic<size_t>& running = *m_configuration->shared->batches;
    size_t count = running.load();
    do {
        if (count >= m_options.maxBatches) return false;
    } while (!running.compare_exchange_weak(count, count + 1));
    m_hasPlace = true;
    return true;
}

/// A client that is slow to send takes no place while it does. False: as readDocument().
event::Task<bool> Batch::bufferDocument() {
    using Kind = listener::BodyPiece::Kind;
    if (m_client.hasBuffered(bufferedBytes)) co_return true;
    const listener::BodyPiece piece = co_await m_client.bufferBody(bufferedBytes);
    if (piece.kind == Kind::malformed) co_await refuseBody(piece.error);
    co_return piece.kind != Kind::malformed&& piece.kind != Kind::gone;
}

/// False: it was answered that it cannot be read, or the client is gone.
event::Task<bool> Batch::readDocument() {
    using Kind = listener::BodyPiece::Kind;
    for (;;) {
        const listener::BodyPiece piece = co_await m_client.readBody();
        if (piece.kind == Kind::end) co_return true;
        if (piece.kind == Kind::malformed) co_await refuseBody(piece.error);
        if (piece.kind != Kind::piece) co_return false;
        if (m_document.size() + piece.bytes.size() > m_options.maxBodyBytes) {
            http::Problem problem =
                badBatch(413, "it has more than " + std::to_string(m_options.maxBodyBytes) +
                                  " bytes (batch.max_body_bytes)");
            co_await refuse(std::move(problem), true);
            co_return false;
        }
        m_document += piece.bytes;
    }
}

event::Task<bool> Batch::readRequests() {
    const bool read = co_await readDocument();
    if (!read) co_return false;
    http::ParserLimits limits;
    limits.headBytes = m_configuration->shared->listen->maxHeaderBytes;
    limits.targetBytes = m_configuration->shared->listen->maxTargetBytes;
    const BatchRules rules{m_options, limits, m_client.request().authority};
    auto requests = readBatch(m_document, rules);
    if (!requests) {
        const BatchError& error = requests.error();
        http::Problem problem = badBatch(400, "line " + std::to_string(error.line) + ", column " +
                                                  std::to_string(error.column) + ": " + error.text);
        co_await refuse(std::move(problem));
        co_return false;
    }
    m_document = {};
    m_slots.reserve(requests->size());
    for (BatchRequest& request : *requests)
        m_slots.push_back(std::make_unique<Slot>(*this, std::move(request), m_slots.size()));
    m_results.resize(m_slots.size());
    co_return true;
}

event::Task<> Batch::refuseBody(const http::ParseError& error) {
    const http::Problem problem =
        badRequest(error, m_client.request(), *m_configuration->shared->listen);
    return refuse(badBatch(problem.status, problem.detail), true);
}

event::Task<> Batch::refuse(http::Problem problem, bool close) {
    m_counts.refused.add();
    m_status = problem.status;
    const RequestId id(m_client.request().fields);
    problem.requestId = id.text();
    co_await m_client.answer(problem, close);
}

/// False: the client is gone.
event::Task<bool> Batch::runItems() {
    const TimePoint deadline = event::deadlineAfter(m_client.requestTime(), m_options.timeout);
    startSome();
    for (;;) {
        const bool sent = co_await collect();
        if (!sent) co_return false;
        if (m_collected == m_slots.size()) co_return true;
        const bool told = co_await m_progress.wait(deadline);
        if (told) {
            startSome();
        } else if (Clock::now() >= deadline) {
            giveUpRest();
        }
    }
}

void Batch::startSome() {
    while (m_next < m_slots.size() && m_running < m_options.maxConcurrent) {
        Slot& slot = *m_slots[m_next++];
        ++m_running;
        if (slot.item.valid()) {
            slot.task = slot.item.run(m_gateway);
            slot.task.start(&itemEnded, &slot);
        } else {
            m_gateway.cell().countBadRequest(slot.item.status());
            itemEnded(&slot);
        }
    }
}

void Batch::itemEnded(void* slot) {
    const auto& self = *static_cast<Slot*>(slot);
    --self.batch.m_running;
    self.batch.m_ended.push_back(self.item.index());
    self.batch.wakeLater();
}

/// Not from inside of an item: whoever wakes up may start others, or destroy this one.
void Batch::wakeLater() {
    if (std::exchange(m_waking, true)) return;
    event::EpollDispatcher::current()->defer([this, alive = m_alive] {
        if (!*alive) return;
        m_waking = false;
        m_progress.notify();
    });
}

void Batch::giveUpRest() {
    const size_t begun = std::exchange(m_next, m_slots.size());
    for (size_t i = 0; i < m_slots.size(); ++i) {
        const bool over = !m_slots[i] || m_slots[i]->task.done() ||
                          std::find(m_ended.begin(), m_ended.end(), i) != m_ended.end();
        if (over) continue;
        m_slots[i]->task.reset();
        if (m_slots[i]->item.valid())
            m_slots[i]->item.giveUp(504, "the time of the batch was over (batch.timeout)");
        if (i >= begun) m_gateway.cell().countBadRequest(m_slots[i]->item.status());
        m_ended.push_back(i);
    }
    m_running = 0;
}

/// Takes the results of what has ended. False: the client is gone.
event::Task<bool> Batch::collect() {
    while (!m_ended.empty()) {
        const std::vector<size_t> ended = std::exchange(m_ended, {});
        std::string lines;
        for (const size_t index : ended) {
            std::string result = m_report.add(m_slots[index]->item);
            m_counts.items.add();
            if (!m_slots[index]->item.error().empty()) m_counts.itemsFailed.add();
            m_slots[index].reset();
            ++m_collected;
            if (m_streams) {
                lines.append(result).append("\n");
            } else {
                m_results[index] = std::move(result);
            }
        }
        if (lines.empty()) continue;
        const bool sent = co_await send(lines);
        if (!sent) co_return false;
    }
    co_return true;
}

/// Result by result, so that no more is kept of them than they are.
event::Task<bool> Batch::sendAll(std::string summary) {
    constexpr std::string_view end = "]}\n";
    summary.back() = ',';
    summary += "\"results\":[";
    size_t size = summary.size() + end.size();
    for (std::string& result : m_results) {
        if (&result != &m_results.back()) result += ',';
        size += result.size();
    }
    begin(jsonType, {http::Framing::Kind::length, size});
    m_results.insert(m_results.begin(), std::move(summary));
    m_results.emplace_back(end);
    listener::ResponseSink& response = m_client.response();
    for (std::string& piece : m_results) {
        response.write(piece, false);
        piece = {};
        if (response.blocked()) co_await response.flush();
        if (response.failed()) co_return false;
    }
    co_return true;
}

void Batch::begin(std::string_view type, http::Framing framing) {
    http::ResponseHead head;
    head.status = m_status = 200;
    head.reason = "OK";
    head.framing = framing;
    head.fields.add("Content-Type", type);
    head.fields.add("Cache-Control", "no-store");
    m_client.response().begin(head, m_client.request(), m_client.mayKeepAlive());
}

event::Task<bool> Batch::send(std::string_view bytes) {
    listener::ResponseSink& response = m_client.response();
    response.write(bytes, false);
    if (response.blocked()) co_await response.flush();
    co_return !response.failed();
}

/// The summary, and the results if they have not been sent.
event::Task<> Batch::answer() {
    std::string summary = lineOf(m_report.summary(Clock::now() - m_client.requestTime()));
    if (m_streams) {
        const bool sent = co_await send(summary.append("\n"));
        if (!sent) co_return;
    } else {
        const bool sent = co_await sendAll(std::move(summary));
        if (!sent) co_return;
    }
    m_client.response().finish();
    co_await m_client.response().flush();
}

}  // namespace sluice::gateway

#include "http/parser.h"

#include <cassert>
#include <string>

#include "http/body_decoder.h"
#include "http/foreign_protocol.h"
#include "http/head_grammar.h"
#include "http/head_scan.h"
#include "http/request_rules.h"
#include "http/response_rules.h"

namespace sluice::http {

namespace {

using Step = Result<ParseStep, ParseError>;

/// What both parsers do: `Rules` says what the start line and the fields mean.
template <class Rules>
class MessageParser {
public:
    explicit MessageParser(const ParserLimits& limits)
        : rules(limits), m_scan(limits.headBytes, limits.fields), m_body(limits) {}

    void reset() {
        m_phase = Phase::startLine;
        m_lineLength = 0;
        m_scan.reset();
    }

    Step advance(std::string_view bytes) {
        if (m_phase == Phase::body) return m_body.advance(bytes);
        if (m_phase == Phase::startLine) {
            const auto done = readStartLine(bytes);
            if (!done) return tl::unexpected(done.error());
        }
        return m_phase == Phase::fields ? readFields(bytes) : ParseStep{};
    }

    bool inBody() const { return m_phase == Phase::body; }
    const BodyDecoder& body() const { return m_body; }

    Rules rules;

private:
    enum class Phase : uint8_t { startLine, fields, body };

    Result<void, ParseError> readStartLine(std::string_view bytes) {
        const auto length = m_scan.startLine(bytes);
        if (!length) return tl::unexpected(length.error());
        if (*length == 0) return {};
        m_lineLength = *length;
        m_phase = Phase::fields;
        return rules.readStartLine(bytes.substr(0, *length));
    }

    Step readFields(std::string_view bytes) {
        const auto length = m_scan.fields(bytes);
        if (!length) return tl::unexpected(length.error());
        if (*length == 0) return ParseStep{};
        const std::string_view section = bytes.substr(m_lineLength, *length - m_lineLength);
        const auto control = parseFields(section, rules.head->fields);
        if (!control) return tl::unexpected(control.error());
        if (auto applied = rules.applyFields(*control); !applied)
            return tl::unexpected(applied.error());
        m_body.reset(rules.head->framing);
        if (control->connection.count > 0 && rules.head->framing.kind == Framing::Kind::chunked)
            m_body.trailerSection().leaveOut(ConnectionOptions(rules.head->fields));
        m_phase = Phase::body;
        return ParseStep{ParseStep::Kind::head, *length, {}};
    }

    HeadScan m_scan;
    BodyDecoder m_body;
    Phase m_phase = Phase::startLine;
    size_t m_lineLength = 0;
};

struct RequestRules {
    explicit RequestRules(const ParserLimits& parserLimits) : limits(parserLimits) {}

    Result<void, ParseError> readStartLine(std::string_view text) {
        const auto line = parseRequestLine(text);
        if (!line) return tl::unexpected(line.error());
        return applyRequestLine(*line, limits, *head);
    }
    Result<void, ParseError> applyFields(const ControlFields& control) {
        return applyRequestFields(control, limits, *head);
    }

    ParserLimits limits;
    RequestHead* head = nullptr;
};

struct ResponseRules {
    explicit ResponseRules(const ParserLimits& parserLimits) : limits(parserLimits) {}

    Result<void, ParseError> readStartLine(std::string_view text) {
        const auto line = parseStatusLine(text);
        if (!line) return tl::unexpected(line.error());
        return applyStatusLine(*line, *head);
    }
    Result<void, ParseError> applyFields(const ControlFields& control) {
        return applyResponseFields(control, request, limits, *head);
    }

    ParserLimits limits;
    ResponseHead* head = nullptr;
    RequestKind request = RequestKind::other;
};

/// The record type that a TLS handshake starts with (RFC 8446 section 5.1).
constexpr char kTlsHandshake = 0x16;

}  // namespace

struct RequestParser::State : MessageParser<RequestRules> {
    using MessageParser::MessageParser;

    int emptyLines = 0;
    bool started = false;
};

RequestParser::RequestParser(const ParserLimits& limits)
    : m_state(std::make_unique<State>(limits)) {}

RequestParser::~RequestParser() = default;

void RequestParser::reset(RequestHead& head) {
    head.clear();
    m_state->reset();
    m_state->rules.head = &head;
    m_state->emptyLines = 0;
    m_state->started = false;
}

Step RequestParser::advance(std::string_view bytes) {
    assert(m_state->rules.head);
    // Some clients send a stray empty line behind a body (RFC 9112 section 2.2).
    constexpr int kMostEmptyLines = 2;
    size_t skipped = 0;
    if (!m_state->started) {
        while (m_state->emptyLines < kMostEmptyLines && bytes.substr(skipped).starts_with("\r\n")) {
            ++m_state->emptyLines;
            skipped += 2;
        }
        bytes.remove_prefix(skipped);
        if (bytes.starts_with(kTlsHandshake))
            return refusal(400,
                           "a TLS handshake came where plain HTTP is spoken: "
                           "use http:// instead of https:// for this port");
        m_state->started = !bytes.empty() && bytes != "\r";
    }
    Step step = m_state->advance(bytes);
    if (step) step->consumed += skipped;
    return step;
}

const HeaderMap& RequestParser::trailers() const {
    return m_state->body().trailers();
}

bool RequestParser::started() const {
    return m_state->started;
}

struct ResponseParser::State : MessageParser<ResponseRules> {
    using MessageParser::MessageParser;

    bool started = false;
    bool isHttp = false;  // by the first bytes
};

ResponseParser::ResponseParser(const ParserLimits& limits)
    : m_state(std::make_unique<State>(limits)) {}

ResponseParser::~ResponseParser() = default;

void ResponseParser::reset(ResponseHead& head, std::string_view requestMethod) {
    head.clear();
    m_state->reset();
    m_state->rules.head = &head;
    m_state->rules.request = requestKind(requestMethod);
    m_state->started = m_state->isHttp = false;
}

Step ResponseParser::advance(std::string_view bytes) {
    assert(m_state->rules.head);
    m_state->started = m_state->started || !bytes.empty();
    if (!m_state->isHttp) {
        const Opening opening = openingOf(bytes);
        if (opening == Opening::foreign) return refusal(502, describeForeign(bytes));
        if (opening == Opening::unclear) return ParseStep{};
        m_state->isHttp = true;
    }
    Step step = m_state->advance(bytes);
    if (!step) step.error().status = 502;
    return step;
}

bool ResponseParser::bodyReady(std::string_view bytes) const {
    return m_state->body().ready(bytes);
}

bool ResponseParser::mayPause() const {
    return m_state->inBody() && m_state->body().mayPause();
}

Step ResponseParser::finish() {
    if (!m_state->started) return refusal(502, "the server closed without an answer");
    if (!m_state->inBody()) return refusal(502, "the server closed in the head of its answer");
    if (!m_state->body().mayEnd())
        return refusal(502, "the server closed before the end of its answer's body");
    return ParseStep{ParseStep::Kind::complete, 0, {}};
}

const HeaderMap& ResponseParser::trailers() const {
    return m_state->body().trailers();
}

bool ResponseParser::started() const {
    return m_state->started;
}

}  // namespace sluice::http

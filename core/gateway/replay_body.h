#pragma once

#include <string>

#include "upstream/transport/transport.h"

namespace sluice::gateway {

/// A request's body that can be read again from its beginning, as long as what was read of it is
/// within a limit. On the exchange's worker.
class ReplayBody final : public upstream::BodySource {
public:
    /// Keeps at most `maxBytes`. `source` outlives this.
    ReplayBody(upstream::BodySource& source, size_t maxBytes)
        : m_source(source), m_maxBytes(maxBytes) {}

    event::Task<upstream::Outcome<std::string_view>> next() override;
    const http::HeaderMap& trailers() const override { return m_source.trailers(); }

    /// Whether the body can be sent from its beginning: nothing was read, or all that was is kept.
    bool canRewind() const { return m_kept.size() == m_read && !m_failed; }
    bool rewind() override;
    uint64_t bytesRead() const { return m_read; }
    bool ended() const { return m_ended || m_failed; }
    bool waiting() const { return m_waiting; }  ///< for the source

private:
    upstream::BodySource& m_source;
    const size_t m_maxBytes;
    std::string m_kept;
    uint64_t m_read = 0;    // of the source
    size_t m_position = 0;  // in what is kept
    bool m_ended = false;
    bool m_failed = false;
    bool m_waiting = false;
};

}  // namespace sluice::gateway

#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "metrics/record.h"

namespace sluice::cli {

/// When `sluice snapshot diff` fails, as "p99 > +10%", "error_rate > 0.01",
/// "requests_per_second < -5%" (rps for short) or "p99@api > +5ms": a figure, of a route or
/// pool/server if one is named; > or <, and how much. A limit with a sign is a change from the
/// first snapshot to the second, one without is of the second.
class FailCondition {
public:
    /// The error says what is wrong with the text.
    static Result<FailCondition> parse(std::string_view text);

    /// What comes of it. Nothing was measured where no request was counted that the figure could be
    /// of: then it cannot be said that all is well.
    enum class Verdict : uint8_t { holds, holdsNot, nothingMeasured };

    /// From `before` to `after`. Fails where a record lacks what is named.
    Result<Verdict> judge(const metrics::Record& before, const metrics::Record& after) const;
    const std::string& text() const { return m_text; }

private:
    enum class Of : uint8_t { value, change, share };

    std::string m_text;
    std::string m_figure;
    std::string m_series;  // empty: the whole
    bool m_above = true;
    Of m_of = Of::value;
    double m_limit = 0;
};

}  // namespace sluice::cli

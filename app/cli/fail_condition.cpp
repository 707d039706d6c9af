#include "cli/fail_condition.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "metrics/figures.h"

namespace sluice::cli {

namespace {

std::string_view trimmed(std::string_view text) {
    const size_t begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

const metrics::Figure* find(const std::vector<metrics::Figure>& figures, const std::string& name) {
    const auto found = std::find_if(figures.begin(), figures.end(),
                                    [&](const auto& figure) { return figure.name == name; });
    return found == figures.end() ? nullptr : &*found;
}

std::string names() {
    std::string list;
    for (const auto& figure : metrics::figuresOf({}, 0))
        list += (list.empty() ? "" : ", ") + figure.name;
    return list;
}

/// The names that some figures had in former snapshots, or have in speech.
std::string fullName(const std::string& name) {
    if (name == "rps") return "requests_per_second";
    return name == "sent" || name == "received" ? name + "_bytes" : name;
}

/// What counts requests says something without any.
bool isCount(const metrics::Figure& figure) {
    return figure.name == "requests" || figure.unit == "/s" || figure.unit == "B";
}

Result<metrics::Figure> figureOf(const metrics::Record& record, const std::string& series,
                                 const std::string& figure, const char* which) {
    const metrics::Reading* reading = metrics::findReading(record, series);
    if (!reading) {
        return failure(std::string("the ") + which + " snapshot has no route or server " + series);
    }
    return *find(metrics::figuresOf(*reading, record.elapsed_s), figure);
}

double shareOf(double before, double after) {
    if (before == after) return 0;
    if (before == 0) return std::numeric_limits<double>::infinity();
    return 100 * (after - before) / before;
}

}  // namespace

Result<FailCondition> FailCondition::parse(std::string_view text) {
    const auto wrong = [&](const std::string& why) {
        return failure("--fail-if '" + std::string(text) + "': " + why);
    };
    const size_t sign = text.find_first_of("<>");
    if (sign == std::string_view::npos) return wrong("write it as 'p99 > +10%'");
    FailCondition condition;
    condition.m_text = trimmed(text);
    condition.m_above = text[sign] == '>';
    const std::string_view figure = trimmed(text.substr(0, sign));
    const size_t at = std::min(figure.find('@'), figure.size());
    condition.m_figure = fullName(std::string(figure.substr(0, at)));
    if (at < figure.size()) condition.m_series = figure.substr(at + 1);
    const auto known = metrics::figuresOf({}, 0);
    const metrics::Figure* named = find(known, condition.m_figure);
    if (!named) return wrong("there is no figure " + condition.m_figure + "; there are " + names());

    std::string_view limit = trimmed(text.substr(sign + 1));
    const bool signedLimit = !limit.empty() && (limit.front() == '+' || limit.front() == '-');
    if (!limit.empty() && limit.front() == '+') limit.remove_prefix(1);
    const char* const end = limit.data() + limit.size();
    const auto read = std::from_chars(limit.data(), end, condition.m_limit);
    const std::string_view unit = trimmed({read.ptr, static_cast<size_t>(end - read.ptr)});
    if (read.ec != std::errc()) return wrong("the limit is no number");
    if (unit == "%" && !signedLimit) return wrong("a percentage is a change: +10% or -10%");
    if (unit != "%" && !unit.empty() && unit != named->unit) {
        return wrong("the unit of " + named->name + " is " +
                     (named->unit.empty() ? "none" : named->unit));
    }
    condition.m_of = unit == "%" ? Of::share : (signedLimit ? Of::change : Of::value);
    return condition;
}

Result<FailCondition::Verdict> FailCondition::judge(const metrics::Record& before,
                                                    const metrics::Record& after) const {
    const auto second = figureOf(after, m_series, m_figure, "second");
    if (!second) return tl::unexpected(second.error());
    double value = second->value;
    bool measured = second->measured;
    if (m_of != Of::value) {
        const auto first = figureOf(before, m_series, m_figure, "first");
        if (!first) return tl::unexpected(first.error());
        measured = measured && first->measured;
        value =
            m_of == Of::share ? shareOf(first->value, second->value) : second->value - first->value;
    }
    const bool so = m_above ? value > m_limit : value < m_limit;
    if (so && (measured || isCount(*second))) return Verdict::holds;
    return measured ? Verdict::holdsNot : Verdict::nothingMeasured;
}

}  // namespace sluice::cli

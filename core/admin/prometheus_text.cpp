#include "admin/prometheus_text.h"

#include <array>
#include <charconv>

#include "base/printable.h"

namespace sluice::admin {

namespace {

constexpr std::array<double, 17> bounds_s{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                          0.01,   0.025,   0.05,   0.1,   0.25,   0.5,
                                          1,      2.5,     5,      10,    30};

std::string number(double value) {
    std::array<char, 400> digits{};  // 1e308 has 309
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed)
            .ptr;
    return {digits.data(), end};
}

}  // namespace

PrometheusText::Labels label(std::string_view name, std::string_view value) {
    PrometheusText::Labels text(name);
    text += "=\"";
    for (const char c : printable(value)) {
        if (c == '\\' || c == '"') text += '\\';
        if (c == '\n') {
            text += "\\n";
        } else {
            text += c;
        }
    }
    return text + '"';
}

void PrometheusText::family(std::string_view name, std::string_view type, std::string_view help) {
    m_name = name;
    m_text.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
    m_text.append(name).append(" ").append(type).append("\n");
}

void PrometheusText::sample(const Labels& labels, double value, std::string_view suffix) {
    m_text.append(m_name).append(suffix);
    if (!labels.empty()) m_text.append("{").append(labels).append("}");
    m_text.append(" ").append(number(value)).append("\n");
}

void PrometheusText::histogram(const Labels& labels, const metrics::HistogramCounts& counts) {
    const Labels before = labels.empty() ? labels : labels + ",";
    size_t bucket = 0;
    uint64_t below = 0;
    for (const double bound_s : bounds_s) {
        const auto bound_ns = static_cast<uint64_t>(bound_s * 1e9);
        for (; bucket < metrics::Buckets::indexOf(bound_ns); ++bucket)
            below += counts.at(bucket);
        sample(before + label("le", number(bound_s)), static_cast<double>(below), "_bucket");
    }
    const auto total = static_cast<double>(counts.total());
    sample(before + label("le", "+Inf"), total, "_bucket");
    sample(labels, static_cast<double>(counts.sum()) / 1e9, "_sum");
    sample(labels, total, "_count");
}

void PrometheusText::single(std::string_view name, std::string_view type, std::string_view help,
                            double value, const Labels& labels) {
    family(name, type, help);
    sample(labels, value);
}

}  // namespace sluice::admin

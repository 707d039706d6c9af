#include "cli/bench_progress.h"

#include <unistd.h>

#include <QJsonDocument>
#include <cstdio>
#include <iostream>

#include "loadtest/report_json.h"

namespace sluice::cli {

namespace {

using Kind = BenchOptions::Progress;

constexpr Duration kInterval = std::chrono::seconds(1);
/// Less than that is too little for a rate.
constexpr Duration kLeast = std::chrono::milliseconds(20);

Kind chosen(Kind kind) {
    if (kind != Kind::automatic) return kind;
    return ::isatty(STDERR_FILENO) == 1 ? Kind::text : Kind::none;
}

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

}  // namespace

BenchProgress::BenchProgress(Kind kind) : m_kind(chosen(kind)) {}

void BenchProgress::update(const loadtest::Generator& generator) {
    const Duration interval = Clock::now() - m_told;
    if (m_kind != Kind::none && interval >= kInterval) tell(generator, interval);
}

void BenchProgress::finish(const loadtest::Generator& generator) {
    const Duration interval = Clock::now() - m_told;
    if (m_kind == Kind::json && interval >= kLeast) tell(generator, interval);
    if (m_kind == Kind::text) std::cerr << "\r\033[K" << std::flush;
    m_counts = {};
    m_told = Clock::now();
}

void BenchProgress::warmUpIsOver() const {
    if (m_kind == Kind::json) std::cerr << R"({"measuring":true})" << std::endl;
}

void BenchProgress::tell(const loadtest::Generator& generator, Duration interval) {
    const loadtest::Counts all = generator.counts();
    const loadtest::Counts last = all.since(m_counts);
    if (m_kind == Kind::json) {
        const QJsonDocument line(loadtest::progressJson(generator, last, interval, all));
        std::cerr << line.toJson(QJsonDocument::Compact).toStdString() << std::endl;
    } else {
        std::cerr << "\r\033[K" << textLine(generator, last, interval, all) << std::flush;
    }
    m_counts = all;
    m_told = Clock::now();
}

std::string BenchProgress::textLine(const loadtest::Generator& generator,
                                    const loadtest::Counts& last, Duration interval,
                                    const loadtest::Counts& all) {
    const auto latency = loadtest::Latency::of(last.latency);
    const double rate = static_cast<double>(last.total()) / seconds(interval);
    char line[200];
    std::snprintf(line, sizeof line, "%s  %.0f s  %.0f/s  p50 %.2f ms  p99 %.2f ms  %llu done",
                  generator.scenario().name.substr(0, 60).c_str(), seconds(generator.elapsed()),
                  rate, latency.median_ms, latency.p99_ms,
                  static_cast<unsigned long long>(all.total()));
    std::string text = line;
    if (all.failed > 0) text += ", " + std::to_string(all.failed) + " failed";
    return text;
}

}  // namespace sluice::cli

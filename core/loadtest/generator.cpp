#include "loadtest/generator.h"

#include <algorithm>

namespace sluice::loadtest {

Generator::Generator(Scenario scenario) : m_scenario(std::move(scenario)) {}

Generator::~Generator() {
    stop();
}

void Generator::start() {
    for (int thread = 0; thread < m_scenario.threads; ++thread) {
        m_workers.push_back(std::make_unique<event::Worker>(thread));
        m_workers.back()->start();
    }
    m_run = std::make_unique<Run>(m_scenario);
    m_loads.resize(m_workers.size());
    for (size_t i = 0; i < m_workers.size(); ++i) {
        m_workers[i]->call(
            [&] { m_loads[i] = std::make_unique<Load>(*m_run, static_cast<int>(i)); });
    }
    for (size_t i = 0; i < m_workers.size(); ++i)
        m_workers[i]->post([load = m_loads[i].get()] { load->start(); });
}

bool Generator::finished() const {
    return m_stopped ||
           std::all_of(m_loads.begin(), m_loads.end(), [](auto& load) { return load->finished(); });
}

void Generator::stop() {
    if (m_stopped || m_loads.empty()) return;
    m_facts.brokenOff = !finished();
    m_facts.abandoned = inFlight();
    const TimePoint now = Clock::now();
    TimePoint end = m_facts.brokenOff ? std::max(now, m_run->measureFrom()) : m_run->measureFrom();
    for (size_t i = 0; i < m_workers.size(); ++i) {
        m_workers[i]->call([&] {
            m_facts.threads.push_back(m_loads[i]->usage());
            m_counts.merge(m_loads[i]->tally().counts(m_scenario.successBelow));
            if (!m_facts.brokenOff) end = std::max(end, m_loads[i]->lastEnd());
            m_loads[i].reset();
        });
        m_workers[i]->stop();
    }
    m_facts.wall = end - m_run->measureFrom();
    m_facts.run = now - m_run->start();
    m_stopped = true;
}

Duration Generator::expected() const {
    if (m_scenario.isOpen()) return m_run->arrivals().duration();
    const bool limited = m_scenario.duration > Duration::zero();
    return limited ? m_scenario.warmUp + m_scenario.duration : Duration::zero();
}

size_t Generator::inFlight() const {
    size_t sum = 0;
    for (const auto& load : m_loads)
        sum += load ? load->inFlight() : 0;
    return sum;
}

Counts Generator::counts() const {
    if (m_stopped) return m_counts;
    Counts sum;
    for (const auto& load : m_loads)
        sum.merge(load->tally().counts(m_scenario.successBelow));
    return sum;
}

Report Generator::report() const {
    return Report(m_scenario, m_counts, m_facts);
}

}  // namespace sluice::loadtest

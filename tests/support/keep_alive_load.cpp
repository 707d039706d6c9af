#include "support/keep_alive_load.h"

#include <QTest>

#include "support/raw_client.h"

namespace sluice::test {

KeepAliveLoad::KeepAliveLoad(uint16_t port, int clients, uint64_t requests) : m_requests(requests) {
    for (int i = 0; i < clients; ++i)
        m_threads.emplace_back([this, port] { run(port); });
}

void KeepAliveLoad::run(uint16_t port) {
    RawClient client(port);
    while (!m_stopping && m_started++ < m_requests) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        const auto response = client.readResponse();
        if (response.status != 200 || !response.complete) {
            return fail(response.status == 0 ? "no answer" : response.head + response.body);
        }
        ++m_answered;
    }
}

void KeepAliveLoad::fail(const std::string& problem) {
    const std::lock_guard lock(m_mutex);
    if (m_problem.empty()) m_problem = problem;
}

bool KeepAliveLoad::waitFor(uint64_t more) {
    const uint64_t goal = m_answered + more;
    return QTest::qWaitFor([this, goal] { return m_answered >= goal; }, 30'000);
}

std::string KeepAliveLoad::finish() {
    for (std::thread& thread : m_threads)
        thread.join();
    m_threads.clear();
    return m_problem;
}

std::string KeepAliveLoad::stop() {
    m_stopping = true;
    return finish();
}

}  // namespace sluice::test

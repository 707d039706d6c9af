#include "loadtest/request_mix.h"

#include <algorithm>

#include "http/serializer.h"

namespace sluice::loadtest {

namespace {

/// RFC 9110 section 8.6: these say how long their content is even when there is none.
bool expectsContent(const std::string& method) {
    return method == "POST" || method == "PUT" || method == "PATCH";
}

WireRequest written(const Scenario& scenario, const RequestOptions& options) {
    http::RequestHead head;
    head.method = options.method;
    head.target = options.target;
    head.fields.add("Host", scenario.target.authority());
    head.fields.add("User-Agent", "sluice-bench/" SLUICE_VERSION);
    for (const auto& [name, value] : options.fields)
        head.fields.set(name, value);
    head.fields.remove("Transfer-Encoding");
    if (!options.body.empty() || expectsContent(options.method)) {
        head.fields.set("Content-Length", std::to_string(options.body.size()));
    } else {
        head.fields.remove("Content-Length");
    }
    if (!scenario.keepAlive) head.fields.set("Connection", "close");
    WireRequest request;
    request.method = options.method;
    http::appendRequestHead(request.bytes, head);
    request.bytes += options.body;
    return request;
}

}  // namespace

RequestMix::RequestMix(const Scenario& scenario, uint64_t seed) : m_random(seed) {
    double sum = 0;
    for (const RequestOptions& options : scenario.requests) {
        m_requests.push_back(written(scenario, options));
        m_bounds.push_back(sum += options.weight);
    }
}

const WireRequest& RequestMix::draw() {
    if (m_requests.size() == 1) return m_requests.front();
    const double drawn = m_random.unit() * m_bounds.back();
    const auto found = std::upper_bound(m_bounds.begin(), m_bounds.end() - 1, drawn);
    return m_requests[static_cast<size_t>(found - m_bounds.begin())];
}

}  // namespace sluice::loadtest

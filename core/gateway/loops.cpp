#include "gateway/loops.h"

#include <QString>
#include <random>
#include <string>

namespace sluice::gateway {

namespace {

const std::string& mark() {
    static const std::string text = [] {
        std::random_device random;
        const uint64_t number = uint64_t{random()} << 32 | random();
        return "sluice-" + QString::number(number, 16).toStdString();
    }();
    return text;
}

bool hasPassedSluice(const http::HeaderMap& fields) {
    const auto via = fields.find("Via");
    return via && via->find("sluice") != via->npos;
}

}  // namespace

bool isInLoop(const http::RequestHead& request) {
    return request.fields.contains("CDN-Loop") && request.fields.hasToken("CDN-Loop", mark());
}

void addLoopMark(const http::RequestHead& in, http::HeaderMap& out) {
    if (hasPassedSluice(in.fields)) out.add("CDN-Loop", mark());
}

}  // namespace sluice::gateway

#include "gateway/loops.h"

#include <QString>
#include <random>
#include <string>

#include "http/ascii.h"
#include "http/forwarded.h"

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

/// Each gateway writes its own behind all others.
bool isMarked(std::string_view list) {
    list = http::lastElements(list);
    while (!list.empty()) {
        if (http::equalNames(http::nextElement(list), mark())) return true;
    }
    return false;
}

}  // namespace

bool isInLoop(const http::RequestHead& request) {
    if (!request.fields.contains("CDN-Loop")) return false;
    for (const auto field : request.fields) {
        if (http::equalNames(field.name, "CDN-Loop") && isMarked(field.value)) return true;
    }
    return false;
}

void addLoopMark(const http::RequestHead& in, http::HeaderMap& out) {
    if (hasPassedSluice(in.fields)) out.add("CDN-Loop", mark());
}

}  // namespace sluice::gateway

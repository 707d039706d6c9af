#include "upstream/failure.h"

namespace sluice::upstream {

const char* name(Failure::Kind kind) {
    switch (kind) {
        case Failure::Kind::noServer:
            return "no-server";
        case Failure::Kind::queueFull:
            return "queue-full";
        case Failure::Kind::acquireTimeout:
            return "acquire-timeout";
        case Failure::Kind::resolve:
            return "resolve-failure";
        case Failure::Kind::connect:
            return "connect-failure";
        case Failure::Kind::connectTimeout:
            return "connect-timeout";
        case Failure::Kind::tls:
            return "tls-failure";
        case Failure::Kind::reset:
            return "reset-before-response";
        case Failure::Kind::readTimeout:
            return "read-timeout";
        case Failure::Kind::writeTimeout:
            return "write-timeout";
        case Failure::Kind::malformed:
            return "malformed-response";
        case Failure::Kind::truncated:
            return "truncated-response";
        case Failure::Kind::clientBody:
            return "bad-request-body";
        case Failure::Kind::unsupported:
            return "unsupported";
    }
    return "unknown";
}

bool blamesServer(Failure::Kind kind) {
    return kind != Failure::Kind::noServer && kind != Failure::Kind::queueFull &&
           kind != Failure::Kind::acquireTimeout && kind != Failure::Kind::clientBody &&
           kind != Failure::Kind::unsupported;
}

bool isTimeout(Failure::Kind kind) {
    return kind == Failure::Kind::connectTimeout || kind == Failure::Kind::readTimeout ||
           kind == Failure::Kind::writeTimeout;
}

std::string asClause(std::string message) {
    const auto isUpper = [](char c) { return c >= 'A' && c <= 'Z'; };
    const bool acronym = message.size() > 1 && isUpper(message[1]);
    if (!message.empty() && isUpper(message[0]) && !acronym) {
        message[0] = static_cast<char>(message[0] - 'A' + 'a');
    }
    return message;
}

}  // namespace sluice::upstream

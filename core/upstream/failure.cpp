#include "upstream/failure.h"

#include <cerrno>
#include <cstring>

namespace sluice::upstream {

namespace {

/// What the caller has run out of, whoever is called: descriptors, ports, memory.
bool isOwnLack(int error) {
    return error == EMFILE || error == ENFILE || error == EADDRNOTAVAIL || error == ENOBUFS ||
           error == ENOMEM;
}

}  // namespace

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
        case Failure::Kind::exhausted:
            return "gateway-exhausted";
        case Failure::Kind::unsupported:
            return "unsupported";
    }
    return "unknown";
}

bool isTimeout(Failure::Kind kind) {
    return kind == Failure::Kind::connectTimeout || kind == Failure::Kind::readTimeout ||
           kind == Failure::Kind::writeTimeout;
}

Failure socketFailure(Failure::Kind kind, int error, bool sentNothing) {
    const bool own = isOwnLack(error);
    return {own ? Blame::gateway : Blame::server, own ? Failure::Kind::exhausted : kind,
            asClause(std::strerror(error)), sentNothing};
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

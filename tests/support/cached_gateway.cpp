#include "support/cached_gateway.h"

namespace sluice::test {

std::string cached(uint16_t server, const std::string& more) {
    return gatewayTo(server, {}, "outlier = { enabled = false }",
                     "[cache]\nmemory = \"16MiB\"\n" + more);
}

std::string getOf(const std::string& path, const std::string& fields) {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

std::string answerWith(const std::string& fields, const std::string& body,
                       const std::string& status) {
    return "HTTP/1.1 " + status + "\r\n" + fields +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

RawClient::Response purge(RunningGateway& gateway, const std::string& what) {
    const std::string body = "{\"what\": \"" + what + "\"}";
    return fetch(gateway.adminPort(), "POST /api/v1/cache/purge HTTP/1.1\r\nHost: 127.0.0.1:" +
                                          std::to_string(gateway.adminPort()) +
                                          "\r\nContent-Type: application/json\r\nContent-Length: " +
                                          std::to_string(body.size()) + "\r\n\r\n" + body);
}

void countedAnswers(ScriptedServer::Connection& connection, std::atomic<int>& count) {
    while (connection.readRequest()) {
        const std::string body = "answer " + std::to_string(++count);
        if (!connection.send(answerWith("Cache-Control: max-age=60\r\n", body))) return;
    }
}

}  // namespace sluice::test

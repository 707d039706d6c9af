// Counts what the workers of a gateway ask of the allocator for each request, in steady state.

#include <pthread.h>
#include <sys/socket.h>

#include <QCoreApplication>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

extern "C" {
void* __libc_malloc(size_t bytes);
void* __libc_calloc(size_t count, size_t bytes);
void* __libc_realloc(void* memory, size_t bytes);
}

namespace {

std::atomic<uint64_t> allocations = 0;

/// Counts on workers alone: clients and servers live in the same process. A thread gets its name
/// only after its first allocations.
void count() {
    thread_local bool isWorker = false;
    if (!isWorker) {
        char name[16] = {};
        ::pthread_getname_np(::pthread_self(), name, sizeof name);
        isWorker = std::strcmp(name, "sluice-w0") == 0 || std::strcmp(name, "sluice-w1") == 0;
    }
    if (isWorker) allocations.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

// Every allocation of the program comes through these, operator new among them.
extern "C" void* malloc(size_t bytes) {
    count();
    return __libc_malloc(bytes);
}
extern "C" void* calloc(size_t number, size_t bytes) {
    count();
    return __libc_calloc(number, bytes);
}
extern "C" void* realloc(void* memory, size_t bytes) {
    count();
    return __libc_realloc(memory, bytes);
}

namespace {

using sluice::test::RawClient;

struct Case {
    const char* name;
    std::string request;
};

std::vector<Case> cases() {
    const std::string fields =
        "Host: localhost:8080\r\n"
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
        "Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br\r\n"
        "Connection: keep-alive\r\nCookie: session=0123456789abcdef0123456789abcdef\r\n";
    return {{"GET as wrk sends it", "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n"},
            {"GET as a browser sends it", "GET /v1/orders?page=2 HTTP/1.1\r\n" + fields + "\r\n"},
            {"POST of 1 KiB", "POST /v1/orders HTTP/1.1\r\n" + fields +
                                  "Content-Length: 1024\r\n\r\n" + std::string(1024, 'x')}};
}

/// Each client sends one request, then each reads its answer. False if one went wrong.
bool round(std::vector<std::unique_ptr<RawClient>>& clients, const std::string& request) {
    for (const auto& client : clients)
        if (!client->send(request)) return false;
    for (const auto& client : clients)
        if (client->readResponse().status != 200) return false;
    return true;
}

bool measure(uint16_t port, const Case& tested) {
    constexpr int connections = 64;
    constexpr int warmUp = 50;
    constexpr int rounds = 200;
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < connections; ++i)
        clients.push_back(std::make_unique<RawClient>(port));
    for (int i = 0; i < warmUp; ++i)
        if (!round(clients, tested.request)) return false;
    const uint64_t before = allocations;
    for (int i = 0; i < rounds; ++i)
        if (!round(clients, tested.request)) return false;
    const uint64_t counted = allocations - before;
    std::printf("%-28s %6.3f\n", tested.name,
                static_cast<double>(counted) / (rounds * connections));
    return true;
}

/// All cases through a gateway of its own. False, with a word why, if it did not work.
bool measureAll(const char* title, const std::string& configuration) {
    sluice::test::RunningGateway gateway(configuration);
    if (!gateway.error().empty()) {
        std::fprintf(stderr, "%s\n", gateway.error().c_str());
        return false;
    }
    std::printf("%s, 64 connections: allocations per request\n", title);
    for (const Case& tested : cases()) {
        if (measure(gateway.port(), tested)) continue;
        std::fprintf(stderr, "%s: no answer\n", tested.name);
        return false;
    }
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    sluice::test::ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 943\r\n\r\n" +
                                        std::string(943, 'x'));
    const auto gatewayWith = [&](const std::string& rest) {
        return sluice::test::gatewayTo(server.port(), {}, "transport = \"direct\"", rest);
    };
    const bool done = measureAll("Forwarded", gatewayWith({})) &&
                      measureAll("From the cache, but for the POST",
                                 gatewayWith("[cache]\nmemory = \"16MiB\"\n"));
    return done ? 0 : 1;
}

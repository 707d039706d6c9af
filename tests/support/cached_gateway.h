#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

namespace sluice::test {

/// The configuration of a gateway with a cache and without ejection; `more` are lines of [cache]
/// and what follows.
std::string cached(uint16_t server, const std::string& more = {});

std::string getOf(const std::string& path, const std::string& fields = {});
std::string answerWith(const std::string& fields, const std::string& body,
                       const std::string& status = "200 OK");
/// By the admin API: its answer when the entries are gone.
RawClient::Response purge(RunningGateway& gateway, const std::string& what);
/// Counts its requests, and says in each answer which one it was.
void countedAnswers(ScriptedServer::Connection& connection, std::atomic<int>& count);

}  // namespace sluice::test

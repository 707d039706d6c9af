#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "support/scripted_server.h"

namespace sluice::test {

/// The configuration of a gateway with a cache and without ejection; `more` are lines of [cache]
/// and what follows.
std::string cached(uint16_t server, const std::string& more = {});

std::string getOf(const std::string& path, const std::string& fields = {});
std::string answerWith(const std::string& fields, const std::string& body,
                       const std::string& status = "200 OK");
/// Counts its requests, and says in each answer which one it was.
void countedAnswers(ScriptedServer::Connection& connection, std::atomic<int>& count);

}  // namespace sluice::test

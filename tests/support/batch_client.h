#pragma once

#include <QJsonObject>
#include <cstdint>
#include <string>
#include <string_view>

#include "support/raw_client.h"
#include "support/scripted_server.h"

namespace sluice::test {

/// The configuration of a gateway that takes batches; `batch` are lines of [batch].
std::string batchGatewayTo(uint16_t server, const std::string& batch = {});

std::string batchRequest(std::string_view document, std::string_view fields = {});
RawClient::Response postBatch(uint16_t port, std::string_view document,
                              std::string_view fields = {});
/// The answer to a batch, empty if it was refused or broke off; and a result in it.
QJsonObject runBatch(uint16_t port, std::string_view document);
QJsonObject resultOf(const QJsonObject& batch, qsizetype index);
QJsonObject objectOf(const std::string& json);

/// "METHOD /path" of a request's head.
std::string lineOf(const ScriptedServer::Connection::Request& request);
/// As servers answer the items: a text, and two cookies.
std::string textAnswer(std::string_view body, std::string_view status = "200 OK");
/// Answers every request with its first line and its body.
void echoRequests(ScriptedServer::Connection& connection);

}  // namespace sluice::test

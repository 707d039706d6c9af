#include "support/batch_client.h"

#include <QJsonArray>
#include <QJsonDocument>

#include "support/running_gateway.h"

using namespace Qt::StringLiterals;

namespace sluice::test {

std::string batchGatewayTo(uint16_t server, const std::string& batch) {
    return gatewayTo(server, {}, {}, "[batch]\n" + batch);
}

std::string batchRequest(std::string_view document, std::string_view fields) {
    return "POST /batch HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" +
           std::string(fields) + "Content-Length: " + std::to_string(document.size()) + "\r\n\r\n" +
           std::string(document);
}

RawClient::Response postBatch(uint16_t port, std::string_view document, std::string_view fields) {
    return fetch(port, batchRequest(document, fields));
}

QJsonObject runBatch(uint16_t port, std::string_view document) {
    const auto response = postBatch(port, document);
    return response.status == 200 && response.complete ? objectOf(response.body) : QJsonObject();
}

QJsonObject resultOf(const QJsonObject& batch, qsizetype index) {
    return batch["results"_L1].toArray()[index].toObject();
}

QJsonObject objectOf(const std::string& json) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
}

std::string lineOf(const ScriptedServer::Connection::Request& request) {
    return request.head.substr(0, request.head.find(" HTTP/"));
}

std::string textAnswer(std::string_view body, std::string_view status) {
    return "HTTP/1.1 " + std::string(status) +
           "\r\nContent-Type: text/plain\r\nSet-Cookie: a=1\r\nSet-Cookie: "
           "b=2\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

void echoRequests(ScriptedServer::Connection& connection) {
    for (auto request = connection.readRequest(); request; request = connection.readRequest()) {
        if (!connection.send(textAnswer(lineOf(*request) + request->body))) return;
    }
}

}  // namespace sluice::test

#include "gateway/batch_document.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>

namespace sluice::gateway {

namespace {

/// `offset`: in bytes.
BatchError errorAt(std::string_view document, size_t offset, std::string text) {
    const std::string_view before = document.substr(0, offset);
    const size_t line = before.rfind('\n') + 1;  // npos + 1 is 0
    const auto isFirst = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const auto columns =
        std::count_if(before.begin() + static_cast<ptrdiff_t>(line), before.end(), isFirst);
    return {std::move(text), static_cast<size_t>(lines) + 1, static_cast<size_t>(columns) + 1};
}

/// More than a batch means; each takes many times the one or two bytes that it may have.
constexpr size_t mostValuesEach = 1000;

/// Names and values, from above.
size_t countValues(std::string_view document) {
    size_t count = 1;
    bool isText = false;
    for (size_t i = 0; i < document.size(); ++i) {
        const char c = document[i];
        if (c == '"') isText = !isText;
        if (isText && c == '\\') ++i;
        if (!isText && (c == ',' || c == ':' || c == '[' || c == '{')) ++count;
    }
    return count;
}

}  // namespace

Result<std::vector<BatchRequest>, BatchError> readBatch(std::string_view document,
                                                        const BatchRules& rules) {
    const size_t most = rules.options.maxRequests;
    const size_t mostValues = mostValuesEach * (most + 1);
    if (countValues(document) > mostValues) {
        return tl::unexpected(
            errorAt(document, 0, "more than " + std::to_string(mostValues) + " names and values"));
    }
    const auto bytes =
        QByteArray::fromRawData(document.data(), static_cast<qsizetype>(document.size()));
    QJsonParseError error;
    const QJsonDocument json = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError) {
        return tl::unexpected(errorAt(document, static_cast<size_t>(std::max(0, error.offset)),
                                      error.errorString().toStdString()));
    }
    const size_t begin = std::min(document.find_first_not_of(" \t\r\n"), document.size());
    if (!json.isArray()) {
        return tl::unexpected(errorAt(document, begin, "expected an array of requests"));
    }
    const QJsonArray items = json.array();
    if (static_cast<size_t>(items.size()) > most) {
        return tl::unexpected(errorAt(document, begin,
                                      std::to_string(items.size()) + " requests, at most " +
                                          std::to_string(most) + " are allowed"));
    }
    std::vector<BatchRequest> requests;
    requests.reserve(static_cast<size_t>(items.size()));
    for (const QJsonValue& item : items)
        requests.push_back(readBatchRequest(item, rules));
    return requests;
}

}  // namespace sluice::gateway

#pragma once

#include <QtTest>
#include <string>

#include "http/parser_limits.h"

/// Messages for the parsers' tests, and the columns of those that are refused.
namespace sluice::http {

inline const ParserLimits kTight{.headBytes = 256,
                                 .targetBytes = 64,
                                 .fields = 4,
                                 .trailerBytes = 64,
                                 .chunkLineBytes = 20,
                                 .bodyBytes = 20};

inline std::string get(const std::string& fields) {
    return "GET / HTTP/1.1\r\n" + fields + "\r\n";
}

inline std::string post(const std::string& fields, const std::string& body = {}) {
    return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}

inline std::string chunked(const std::string& body) {
    return post("Transfer-Encoding: chunked\r\n", body);
}

inline std::string response(const std::string& fields, const std::string& body = {}) {
    return "HTTP/1.1 200 OK\r\n" + fields + "\r\n" + body;
}

inline void addRefusal(const char* name, int status, const std::string& bytes, const char* says) {
    QTest::newRow(name) << bytes << status << std::string(says);
}

inline void refusalColumns() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("says");
}

}  // namespace sluice::http

#pragma once

#include <QNetworkReply>

#include "upstream/failure.h"

namespace sluice::upstream {

/// How far a request had come. Qt does not always tell when it has begun to send one with a body.
enum class Progress : uint8_t { nothingSent, unknown, sent, answered };

/// True for the errors that QNetworkReply makes of a status from 400 on: an answer like any other.
/// Some of them stand for a broken HTTP/2 stream as well.
bool isStatusError(QNetworkReply::NetworkError error, int status);

/// Whether the server says not to have processed the request (RFC 9113 sections 6.8 and 8.7).
bool isUnprocessed(const QNetworkReply& reply);

/// What a reply means that finished without an answer.
/// `certificate`: what is wrong with the server's certificate; else empty.
Failure failureOf(const QNetworkReply& reply, Progress progress, const std::string& certificate);

}  // namespace sluice::upstream

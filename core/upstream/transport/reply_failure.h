#pragma once

#include <QNetworkReply>

#include "upstream/failure.h"

namespace sluice::upstream {

/// How far a request had come.
enum class Progress : uint8_t { nothingSent, sent, answered };

/// True for the errors that QNetworkReply makes of a status from 400 on: an answer like any other.
bool isStatusError(QNetworkReply::NetworkError error);

/// What a finished reply with an error, other than a status, means.
/// `certificate`: what is wrong with the server's certificate; else empty.
Failure failureOf(const QNetworkReply& reply, Progress progress, const std::string& certificate);

}  // namespace sluice::upstream

#pragma once

#include <QJsonObject>
#include <optional>

#include "gateway_side.h"

namespace sluice::desktop {

/// What came of one load: the clients' report and the gateway's side of the same requests.
struct LoadOutcome {
    QJsonObject document;  ///< as `sluice bench` wrote it, of one scenario
    std::optional<GatewaySide::View> gateway;

    QJsonObject result() const { return document[QLatin1String("scenarios")][0].toObject(); }
    /// What a reader of the report should know, a sentence a line.
    QString remarks() const;
    /// The report, with a member "gateway" if the load went through it: its percentiles in ms, and
    /// its histogram like the report's own.
    QJsonObject withGateway() const;
};

}  // namespace sluice::desktop

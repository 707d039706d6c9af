#pragma once

#include <QJsonObject>
#include <cstdint>
#include <memory>
#include <string>

#include "admin/admin_api.h"
#include "event/worker.h"
#include "listener/listener.h"

namespace sluice::admin {

/// The API on loopback, on a worker that stands for the control thread.
class ApiServer {
public:
    explicit ApiServer(std::string token = {});
    ~ApiServer();
    uint16_t port() const { return m_port; }
    double weight();  ///< of web/web-1
    void setConflict();

private:
    Actions actions();
    Result<> changeServer(const std::string& name, const QJsonObject& change);

    metrics::Snapshot m_snapshot;  // of the worker's thread, as all that follows
    metrics::WorkerCell m_cell;
    metrics::Course m_course;
    std::unique_ptr<AdminApi> m_api;
    std::unique_ptr<listener::Listener> m_listener;
    uint16_t m_port = 0;
    event::Worker m_worker{0};
};

}  // namespace sluice::admin

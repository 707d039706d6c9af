#pragma once

#include <utility>

#include "gateway/worker_gateway.h"

namespace sluice::gateway {

/// An exchange's place among those that its pool takes at once. On the exchange's worker.
class Admission {
public:
    Admission() = default;
    ~Admission() { leave(); }
    Admission(const Admission&) = delete;
    Admission& operator=(const Admission&) = delete;

    /// After the pool's semaphore was acquired.
    void enter(WorkerPool& pool) {
        m_pool = &pool;
        pool.cell().concurrency.add(1);
    }
    void leave() {
        if (!m_pool) return;
        m_pool->cell().concurrency.add(-1);
        std::exchange(m_pool, nullptr)->admission.release();
    }

private:
    WorkerPool* m_pool = nullptr;
};

}  // namespace sluice::gateway

#pragma once

#include <functional>
#include <memory>

#include "base/result.h"
#include "demo/demo.h"
#include "engine/engine.h"
#include "gateway_control.h"

namespace sluice::desktop {

/// The real gateway: an engine, and the demo's servers and clients when they are asked for.
class EngineControl final : public GatewayControl {
    Q_OBJECT

public:
    explicit EngineControl(QObject* parent = nullptr);

    void startFile(const QString& path) override;
    void startProxy(const QString& listen, const QStringList& urls,
                    const QString& preserveHost) override;
    void startDemo() override;
    void stop() override;
    void setWeight(const QString& pool, const QString& server, double weight) override;
    void setStrategy(const QString& pool, const QString& strategy) override;
    void setSetting(const QString& pool, const QString& key, const QString& value) override;
    void setDuty(const QString& pool, const QString& server, const QString& duty) override;
    void runWhatIf(const QString& pool) override;
    void takeRecord(int tag) override;
    void startCache() override;
    void setCacheRules(const cache::Options& wanted) override;
    void purgeCache(const QString& pattern) override;
    void listCache(const cache::ContentsQuery& query) override;
    void explainCaching(const cache::Question& question, bool server) override;
    void save(bool overwrite) override;
    void saveAs(const QString& path) override;
    void revert() override;

private:
    void start(const std::function<Result<>(engine::Engine&)>& how);
    void finish(const Result<>& done);
    void engineStopped();
    void explained(Result<cache::Explanation> done);

    engine::Engine m_engine;
    demo::Demo m_demo;
    std::string m_proxyText;  // what a file of the running proxy would say
};

}  // namespace sluice::desktop

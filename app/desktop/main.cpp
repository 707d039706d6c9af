#include <QGuiApplication>
#include <QIcon>
#include <QQmlApplicationEngine>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QUrl>
#include <cstdio>

#include "admin/prometheus.h"
#include "admin/snapshot_csv.h"
#include "admin/snapshot_json.h"
#include "arguments.h"
#include "cli/desktop.h"
#include "cli/exit_code.h"
#include "engine_control.h"
#include "gateway_model.h"

namespace {

using sluice::desktop::Arguments;
using sluice::desktop::GatewayModel;

QByteArray writeSnapshot(const sluice::metrics::Snapshot& snapshot, const QString& suffix) {
    if (suffix == QStringLiteral("csv")) return sluice::admin::toCsv(snapshot);
    if (suffix == QStringLiteral("prom"))
        return QByteArray::fromStdString(sluice::admin::toPrometheus(snapshot));
    return sluice::admin::toJson(snapshot);
}

void start(GatewayModel& gateway, const Arguments& arguments) {
    if (arguments.demo) return gateway.startDemo();
    if (!arguments.file.empty()) {
        return gateway.startFile(QUrl::fromLocalFile(QString::fromStdString(arguments.file)));
    }
    if (arguments.urls.empty()) return;
    QStringList urls;
    for (const std::string& url : arguments.urls)
        urls.append(QString::fromStdString(url));
    gateway.startProxy(QString::fromStdString(arguments.listen), urls, QStringLiteral("auto"));
}

/// Figures change a few times a second: to draw them takes little, and a graphics driver would take
/// more memory than all of Sluice.
void drawInMemory() {
    if (!qEnvironmentVariableIsSet("QT_QUICK_BACKEND") &&
        !qEnvironmentVariableIsSet("QSG_RHI_BACKEND"))
        QQuickWindow::setGraphicsApi(QSGRendererInterface::Software);
}

}  // namespace

int main(int argc, char** argv) {
    int exitCode = 0;
    const auto arguments = sluice::desktop::parseArguments(argc, argv, exitCode);
    if (!arguments) return exitCode;

    if (!sluice::cli::hasDisplay()) {
        std::fputs(
            "sluice-desktop: there is no display; without a window, start the gateway with: "
            "sluice run\n",
            stderr);
        return static_cast<int>(sluice::cli::ExitCode::badUsage);
    }
    drawInMemory();
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    QGuiApplication app(argc, argv);
    QGuiApplication::setOrganizationName(QStringLiteral("sluice"));
    QGuiApplication::setApplicationName(QStringLiteral("sluice-desktop"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Sluice"));
    QGuiApplication::setApplicationVersion(QStringLiteral(SLUICE_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("sluice"));
    QGuiApplication::setWindowIcon(QIcon(QStringLiteral(":/sluice/icons/sluice.svg")));

    GatewayModel gateway([] { return std::make_unique<sluice::desktop::EngineControl>(); },
                         writeSnapshot);
    QQmlApplicationEngine engine;
    engine.addImportPath(QStringLiteral(":/qt/qml"));
    engine.setInitialProperties({{QStringLiteral("gateway"), QVariant::fromValue(&gateway)}});
    engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Sluice/Main.qml")));
    if (engine.rootObjects().isEmpty()) return 1;
    start(gateway, *arguments);
    return QGuiApplication::exec();
}

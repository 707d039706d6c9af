#include "cli/log.h"

#include <unistd.h>

#include <QLoggingCategory>
#include <cstdio>

#include "base/printable.h"

namespace sluice::cli {

namespace {

struct Severity {
    const char* name;
    const char* colour;
};

Severity severityOf(QtMsgType type) {
    switch (type) {
        case QtDebugMsg:
            return {"debug", "\x1b[2m"};
        case QtInfoMsg:
            return {"info", "\x1b[36m"};
        case QtWarningMsg:
            return {"warning", "\x1b[33m"};
        default:
            return {"error", "\x1b[31m"};
    }
}

bool coloured() {
    static const bool yes = ::isatty(STDERR_FILENO) == 1 && !qEnvironmentVariableIsSet("NO_COLOR");
    return yes;
}

void print(QtMsgType type, const QMessageLogContext& context, const QString& message) {
    QString line = message;
    line.replace(QLatin1Char('\n'), QLatin1String("; "));
    const std::string text = printable(line.toStdString());
    const Severity severity = severityOf(type);
    std::fprintf(stderr, "%s%s%s %s: %s\n", coloured() ? severity.colour : "", severity.name,
                 coloured() ? "\x1b[0m" : "", context.category ? context.category : "default",
                 text.c_str());
}

}  // namespace

void setUpLog(bool verbose) {
    qInstallMessageHandler(&print);
    QLoggingCategory::setFilterRules(verbose ? QStringLiteral("*.debug=false\nsluice.*=true")
                                             : QStringLiteral("*.debug=false\n*.info=false"));
}

}  // namespace sluice::cli

#include "cli/explanation_text.h"

#include <QJsonArray>

#include "base/printable.h"

namespace sluice::cli {

namespace {

std::string text(const QJsonObject& object, const char* key) {
    return object.value(QLatin1String(key)).toString().toStdString();
}

void appendSteps(std::string& out, const char* title, const QJsonArray& steps) {
    if (steps.isEmpty()) return;
    out.append("\n").append(title).append("\n");
    for (const QJsonValue& value : steps) {
        const QJsonObject step = value.toObject();
        const bool decided = step.value(QLatin1String("decided")).toBool();
        const std::string section = text(step, "section");
        out.append(decided ? "* " : "  ").append(text(step, "text"));
        if (!section.empty()) out.append(" (").append(section).append(")");
        out.append("\n");
    }
}

}  // namespace

std::string explanationText(const QJsonObject& explanation) {
    std::string out = text(explanation, "url");
    const std::string route = text(explanation, "route");
    if (!route.empty()) out.append("  route ").append(route);
    out.append("\n").append(text(explanation, "summary")).append("\n");
    appendSteps(out, "Looking it up:", explanation.value(QLatin1String("lookup")).toArray());
    appendSteps(out, "Storing it:", explanation.value(QLatin1String("storing")).toArray());
    return printable(out);
}

}  // namespace sluice::cli

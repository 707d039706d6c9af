#include "cli/plan_file.h"

#include "config/section.h"
#include "config/text_file.h"

namespace sluice::cli {

namespace {

using config::Diagnostics;
using config::Section;
using loadtest::Limits;
using loadtest::RequestOptions;
using loadtest::Scenario;
using loadtest::Stage;

using Problems = std::vector<config::Problem>;

void readTarget(Section& section, ServerUrl& out) {
    std::string url;
    section.read("target", url);
    if (url.empty()) return;
    const auto parsed = parseServerUrl(url);
    if (parsed) {
        out = *parsed;
    } else {
        section.diagnostics().error(section.pathOf("target"), parsed.error().message);
    }
}

/// What a scenario may take from the top of the file.
void readCommon(Section& section, Scenario& out) {
    readTarget(section, out.target);
    section.readTimeout("warm_up", out.warmUp, true);
    section.readTimeout("timeout", out.timeout, false);
    section.read("keep_alive", out.keepAlive);
    section.readCount("threads", out.threads, 1, Limits::threads);
    section.readCount("success_below", out.successBelow, 201, 600);
}

void readRequestKeys(Section& section, RequestOptions& out) {
    section.read("path", out.target);
    section.read("method", out.method);
    section.read("headers", out.fields);
    section.read("body", out.body);
    section.readNumber("weight", out.weight, 0, 1'000'000);
}

void readRequests(Section& section, std::vector<RequestOptions>& out) {
    if (!section.has("requests")) {
        readRequestKeys(section, out.front());
        return;
    }
    out.clear();
    for (Section& item : section.sections("requests")) {
        RequestOptions request;
        readRequestKeys(item, request);
        item.reportUnknownKeys();
        if (const auto sane = loadtest::check(request); !sane) {
            item.diagnostics().error(item.path(), sane.error().message);
        }
        out.push_back(std::move(request));
    }
}

Stage readStage(Section section) {
    Stage stage;
    section.readTimeout("duration", stage.duration, false);
    section.readNumber("rate", stage.to_per_s, 0, Limits::rate_per_s);
    stage.from_per_s = stage.to_per_s;
    section.readNumber("from", stage.from_per_s, 0, Limits::rate_per_s);
    section.reportUnknownKeys();
    return stage;
}

void readLoop(Section& section, Scenario& out) {
    for (Section& stage : section.sections("stages"))
        out.stages.push_back(readStage(std::move(stage)));
    double rate_per_s = 0;
    section.readNumber("rate", rate_per_s, 0, Limits::rate_per_s);
    section.readTimeout("duration", out.duration, false);
    section.readCount("count", out.count, 1, Limits::count);
    if (section.has("rate") && section.has("stages")) {
        section.diagnostics().error(section.pathOf("rate"), "give either a rate or stages");
    } else if (rate_per_s > 0) {
        out.stages = {{out.duration, rate_per_s, rate_per_s}};
    }
    if (out.isOpen()) out.inFlight = Limits::openInFlight;
    section.readCount("in_flight", out.inFlight, 1, Limits::inFlight);
    if (out.isOpen() && out.count > 0) {
        section.diagnostics().error(section.pathOf("count"),
                                    "an open loop ends with its duration, not with a count");
    }
}

Scenario readScenario(Section section, Scenario scenario) {
    section.read("name", scenario.name);
    readCommon(section, scenario);
    readRequests(section, scenario.requests);
    readLoop(section, scenario);
    section.reportUnknownKeys();
    if (section.diagnostics().failed()) return scenario;
    if (scenario.name.empty()) scenario.name = scenario.requests.front().target;
    if (const auto sane = loadtest::check(scenario); !sane) {
        section.diagnostics().error(section.path(), sane.error().message);
    }
    return scenario;
}

loadtest::Plan readPlan(const config::Value& document, Diagnostics& diagnostics) {
    loadtest::Plan plan;
    Section top(document, {}, diagnostics);
    Scenario common;
    readCommon(top, common);
    for (Section& section : top.sections("scenarios")) {
        if (plan.scenarios.size() == Limits::scenarios) {
            diagnostics.error(section.path(), "more than 100 scenarios");
            break;
        }
        plan.scenarios.push_back(readScenario(std::move(section), common));
    }
    top.reportUnknownKeys();
    if (plan.scenarios.empty() && !diagnostics.failed()) {
        diagnostics.error({}, "there is no [[scenarios]]: nothing to run");
    }
    return plan;
}

}  // namespace

tl::expected<loadtest::Plan, Problems> loadPlanText(std::string_view toml,
                                                    const std::string& name) {
    const auto document = config::parseDocument(toml);
    if (!document) {
        const config::Place place = document.error().place;
        return tl::unexpected(Problems{{name, place.line, place.column, document.error().message}});
    }
    Diagnostics diagnostics(name);
    loadtest::Plan plan = readPlan(*document, diagnostics);
    if (diagnostics.failed()) return tl::unexpected(diagnostics.errors());
    return plan;
}

tl::expected<loadtest::Plan, Problems> loadPlanFile(const std::string& path) {
    const auto text = config::readTextFile(path);
    if (!text) return tl::unexpected(Problems{{path, 0, 0, text.error().message}});
    return loadPlanText(*text, path);
}

}  // namespace sluice::cli

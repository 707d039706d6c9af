#include "cli/snapshot_table.h"

#include <array>
#include <cstdio>
#include <set>

#include "base/printable.h"
#include "metrics/figures.h"

namespace sluice::cli {

namespace {

using metrics::Figure;
using metrics::Reading;
using metrics::Record;

std::string shareText(double before, double after) {
    if (before == after) return "=";
    if (before == 0) return "new";
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%+.1f %%", 100 * (after - before) / before);
    return text.data();
}

std::string line(const std::string& name, const Figure& before, const Figure& after) {
    std::array<char, 256> text{};
    std::snprintf(text.data(), text.size(), "%-34s %14.6g %14.6g %-3s %10s\n", name.c_str(),
                  before.value, after.value, after.unit.c_str(),
                  shareText(before.value, after.value).c_str());
    return text.data();
}

bool isForSeries(const std::string& figure) {
    return figure == "requests" || figure == "p50" || figure == "p99" || figure == "error_rate";
}

/// `name` empty: the whole.
std::string seriesLines(const std::string& name, const Record& before, const Record& after) {
    const Reading none;
    const Reading* first = metrics::findReading(before, name);
    const Reading* second = metrics::findReading(after, name);
    const auto a = metrics::figuresOf(first ? *first : none, before.elapsed_s);
    const auto b = metrics::figuresOf(second ? *second : none, after.elapsed_s);
    std::string text;
    for (size_t i = 0; i < a.size(); ++i) {
        if (!name.empty() && !isForSeries(a[i].name)) continue;
        if (a[i].value == 0 && b[i].value == 0) continue;
        text += line(name.empty() ? a[i].name : a[i].name + "@" + name, a[i], b[i]);
    }
    return text;
}

std::string settingsLines(const std::map<std::string, std::string>& before,
                          const std::map<std::string, std::string>& after) {
    std::set<std::string> keys;
    for (const auto* settings : {&before, &after})
        for (const auto& [key, value] : *settings)
            keys.insert(key);
    const auto valueIn = [](const auto& settings, const std::string& key) {
        const auto found = settings.find(key);
        return found == settings.end() ? std::string("(not set)") : found->second;
    };
    std::string text;
    for (const std::string& key : keys) {
        const std::string was = valueIn(before, key);
        const std::string is = valueIn(after, key);
        if (was != is) text += "  " + key + ": " + was + " → " + is + "\n";
    }
    return text;
}

std::map<std::string, std::string> environmentOf(const Record& record) {
    const metrics::Environment& environment = record.environment;
    return {{"system", environment.system},
            {"processors", std::to_string(environment.processors)},
            {"workers", std::to_string(environment.workers)},
            {"sluice_version", environment.sluiceVersion}};
}

}  // namespace

std::string differenceTable(const Record& before, const Record& after) {
    std::array<char, 128> head{};
    std::snprintf(head.data(), head.size(), "%-34s %14s %14s %-3s %10s\n", "", "A", "B", "",
                  "change");
    std::string text = head.data() + seriesLines({}, before, after);
    std::set<std::string> names;
    for (const Record* record : {&before, &after}) {
        for (const auto* series : {&record->routes, &record->servers})
            for (const auto& [name, reading] : *series)
                names.insert(name);
    }
    for (const std::string& name : names)
        text += seriesLines(name, before, after);
    const std::string settings = settingsLines(before.configuration, after.configuration);
    text += settings.empty() ? "\nconfiguration: the same\n" : "\nconfiguration:\n" + settings;
    const std::string environment = settingsLines(environmentOf(before), environmentOf(after));
    if (!environment.empty()) text += "environment:\n" + environment;
    return printable(text);
}

}  // namespace sluice::cli

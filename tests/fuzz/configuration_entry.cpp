#include <algorithm>

#include "config/description.h"
#include "config/document.h"
#include "config/loader.h"
#include "config/toml_text.h"
#include "fuzz/entry.h"

namespace sluice::fuzz {

const int mutations = 2000;

namespace {

using namespace config;

bool isOneLine(const std::string& text) {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return c == '\x7f' || (c >= 0 && c < ' '); });
}

std::string checkProblems(const std::vector<Problem>& problems) {
    if (problems.size() > 50) return "more problems than anybody reads";
    for (const Problem& problem : problems) {
        if (problem.message.empty()) return "a problem without words";
        if (!isOneLine(problem.toString())) return "a problem is no line: " + problem.message;
        if (problem.line < 0 || problem.column < 0) return "a problem is nowhere";
    }
    return {};
}

/// Whether the value can be written as it is: no date, and not as deep as the parser allows.
bool isPlain(const Value& value, int depth = 0) {
    if (value.kind == Value::Kind::time || depth > 100) return false;
    const auto isPlainBelow = [depth](const Value& below) { return isPlain(below, depth + 1); };
    return std::all_of(value.items.begin(), value.items.end(), isPlainBelow) &&
           std::all_of(value.members.begin(), value.members.end(),
                       [&](const Member& member) { return isPlainBelow(member.value); });
}

std::string checkWriting(std::string_view toml) {
    const auto document = parseDocument(toml);
    if (!document || !isPlain(*document)) return {};
    const std::string text = tomlText(*document);
    const auto again = parseDocument("x = " + text);
    if (!again || !again->find("x")) return "what was read cannot be written: " + text;
    return tomlText(*again->find("x")) == text ? "" : "writing changes a value: " + text;
}

}  // namespace

/// The text of a configuration.
std::string check(std::string_view input) {
    const auto loaded = loadText(input, "fuzz.toml");
    if (!loaded && loaded.error().empty()) return "refused without a reason";
    std::string violation = checkProblems(loaded ? loaded->warnings : loaded.error());
    if (!violation.empty()) return violation;
    if (loaded && hashOf(describe(loaded->model)).size() != 16) return "no hash";
    return checkWriting(input);
}

}  // namespace sluice::fuzz

#include "config/editor.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "base/endpoint.h"
#include "config/document.h"
#include "config/text_position.h"

namespace sluice::config {

namespace {

constexpr double kMaxWeight = 1000;

/// Replaces `length` bytes at `offset`.
struct Edit {
    size_t offset;
    size_t length;
    std::string text;
};

/// The shortest text that reads back as the same number, and as a float in TOML: "2.5", "1.0".
std::string formatWeight(double weight) {
    std::array<char, 64> buffer;
    const bool isTiny = weight > 0 && weight < 1e-6;
    const auto format = isTiny ? std::chars_format::scientific : std::chars_format::fixed;
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), weight, format).ptr;
    const std::string text(buffer.data(), end);
    return text.find_first_of(".e") == text.npos ? text + ".0" : text;
}

/// As the loader names it: by `name`, or else by host and port.
std::string serverName(const Value& server) {
    if (const Value* name = server.find("name")) return name->text;
    const Value* text = server.find("url");
    const auto url = parseServerUrl(text ? text->text : "");
    return url ? url->endpoint.toString() : "";
}

const Value* findServer(const Value& document, const WeightChange& change) {
    const Value* found = document.find("pools");
    if (found) found = found->find(change.pool);
    if (found) found = found->find("servers");
    if (!found) return nullptr;
    const auto server =
        std::find_if(found->items.begin(), found->items.end(),
                     [&](const Value& item) { return serverName(item) == change.server; });
    return server == found->items.end() ? nullptr : &*server;
}

bool isNumber(const Value& value) {
    return value.kind == Value::Kind::integer || value.kind == Value::Kind::real;
}

/// A line of its own, or in `{ ... }` a pair of its own, behind that of `anchor`.
Edit addWeight(std::string_view toml, const Value& server, const Member& anchor, double weight) {
    const std::string pair = "weight = " + formatWeight(weight);
    const size_t valueEnd = offsetOf(toml, anchor.value.end);
    const bool isInline = toml.substr(offsetOf(toml, server.begin)).starts_with('{');
    if (isInline) return {valueEnd, 0, ", " + pair};
    const size_t lineStart = offsetOf(toml, {anchor.place.line, 1});
    const size_t keyStart = std::min(toml.find_first_not_of(" \t", lineStart), toml.size());
    const std::string indent(toml.substr(lineStart, keyStart - lineStart));
    const std::string lineEnd = toml.find("\r\n") == toml.npos ? "\n" : "\r\n";
    const size_t newline = toml.find('\n', valueEnd);
    if (newline == toml.npos) return {toml.size(), 0, lineEnd + indent + pair};
    return {newline + 1, 0, indent + pair + lineEnd};
}

Result<Edit> editFor(std::string_view toml, const Value& document, const WeightChange& change) {
    const std::string subject =
        "server " + inQuotes(change.server) + " of pool " + inQuotes(change.pool);
    if (!(change.weight >= 0 && change.weight <= kMaxWeight)) {
        return failure(subject + ": the weight must be from 0 to 1000");
    }
    const Value* server = findServer(document, change);
    if (!server) return failure(subject + " is not in the file");
    if (const Value* weight = server->find("weight")) {
        if (!isNumber(*weight)) return failure(subject + ": the weight in the file is no number");
        const size_t begin = offsetOf(toml, weight->begin);
        return Edit{begin, offsetOf(toml, weight->end) - begin, formatWeight(change.weight)};
    }
    const auto isAnchor = [&](const Member& member) {
        return member.key == (server->find("url") ? "url" : "name");
    };
    const auto anchor = std::find_if(server->members.begin(), server->members.end(), isAnchor);
    return addWeight(toml, *server, *anchor, change.weight);
}

std::string applied(std::string text, std::vector<Edit> edits) {
    // From the back, so that the offsets in front stay true.
    std::stable_sort(edits.begin(), edits.end(),
                     [](const Edit& a, const Edit& b) { return a.offset > b.offset; });
    for (const Edit& edit : edits)
        text.replace(edit.offset, edit.length, edit.text);
    return text;
}

/// Whether the text says what it should: the last defence against a wrong place.
bool says(const std::string& toml, const std::vector<WeightChange>& changes) {
    const auto document = parseDocument(toml);
    return document && std::all_of(changes.begin(), changes.end(), [&](const auto& change) {
               const Value* server = findServer(*document, change);
               const Value* weight = server ? server->find("weight") : nullptr;
               return weight && isNumber(*weight) && weight->real == change.weight;
           });
}

/// One change for each server, the last one.
std::vector<WeightChange> withoutRepeats(const std::vector<WeightChange>& changes) {
    std::map<std::pair<std::string, std::string>, WeightChange> last;
    for (const WeightChange& change : changes)
        last[{change.pool, change.server}] = change;
    std::vector<WeightChange> result;
    for (auto& [key, change] : last)
        result.push_back(std::move(change));
    return result;
}

}  // namespace

Result<std::string> patchWeights(std::string_view toml, const std::vector<WeightChange>& changes) {
    const auto document = parseDocument(toml);
    if (!document) {
        return failure("line " + std::to_string(document.error().place.line) + ": " +
                       document.error().message);
    }
    const std::vector<WeightChange> wanted = withoutRepeats(changes);
    std::vector<Edit> edits;
    for (const WeightChange& change : wanted) {
        auto edit = editFor(toml, *document, change);
        if (!edit) return tl::unexpected(std::move(edit.error()));
        edits.push_back(std::move(*edit));
    }
    std::string patched = applied(std::string(toml), std::move(edits));
    if (!says(patched, wanted)) return failure("the weights could not be placed in the file");
    return patched;
}

}  // namespace sluice::config

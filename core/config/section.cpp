#include "config/section.h"

#include <algorithm>

#include "base/byte_size.h"
#include "config/suggestion.h"

namespace sluice::config {

namespace {

constexpr Duration kShortestTimeout = std::chrono::milliseconds(1);

std::string range(uint64_t least, uint64_t most) {
    return std::to_string(least) + " to " + std::to_string(most);
}

}  // namespace

Section::Section(const Value& table, std::string path, Diagnostics& diagnostics)
    : m_table(&table), m_path(std::move(path)), m_diagnostics(&diagnostics) {}

void Section::reportKind(const std::string& path, const Value& value, std::string_view expected) {
    m_diagnostics->error(path, "found " + describe(value) + ", expected " + std::string(expected));
}

const Value* Section::take(std::string_view key, Kinds kinds, std::string_view expected) {
    m_known.emplace_back(key);
    const Value* value = m_table->find(key);
    if (!value) return nullptr;
    m_diagnostics->remember(pathOf(key), value->begin);
    if (std::find(kinds.begin(), kinds.end(), value->kind) != kinds.end()) return value;
    reportKind(pathOf(key), *value, expected);
    return nullptr;
}

void Section::read(std::string_view key, std::string& out) {
    if (const Value* value = take(key, {Value::Kind::string}, "a string")) out = value->text;
}

void Section::read(std::string_view key, std::optional<std::string>& out) {
    if (const Value* value = take(key, {Value::Kind::string}, "a string")) out = value->text;
}

void Section::read(std::string_view key, bool& out) {
    if (const Value* value = take(key, {Value::Kind::boolean}, "true or false")) {
        out = value->boolean;
    }
}

void Section::read(std::string_view key, Endpoint& out) {
    const Value* value = take(key, {Value::Kind::string}, "an address such as \"127.0.0.1:8080\"");
    if (!value) return;
    auto endpoint = parseEndpoint(value->text);
    if (endpoint) {
        out = std::move(*endpoint);
    } else {
        m_diagnostics->error(pathOf(key), endpoint.error().message);
    }
}

void Section::read(std::string_view key, std::vector<std::string>& out) {
    constexpr std::string_view expected = "an array of strings";
    const std::vector<Value>* items = readItems(key, expected);
    if (!items) return;
    out.clear();
    for (const Value& item : *items) {
        if (item.kind != Value::Kind::string) {
            reportItem(key, item, expected);
        } else {
            out.push_back(item.text);
        }
    }
}

const std::vector<Value>* Section::readItems(std::string_view key, std::string_view expected) {
    const Value* value = take(key, {Value::Kind::array}, expected);
    return value ? &value->items : nullptr;
}

void Section::reportItem(std::string_view key, const Value& item, std::string_view expected) {
    m_diagnostics->errorAt(item.begin, pathOf(key) + ": found " + describe(item) + ", expected " +
                                           std::string(expected));
}

std::optional<size_t> Section::readChoice(std::string_view key,
                                          const std::vector<std::string>& names) {
    const Value* value = take(key, {Value::Kind::string}, listed(names));
    if (!value) return std::nullopt;
    const auto found = std::find(names.begin(), names.end(), value->text);
    if (found != names.end()) return static_cast<size_t>(found - names.begin());
    m_diagnostics->error(pathOf(key), "found " + inQuotes(value->text) + ", expected " +
                                          listed(names) + suggestion(value->text, names));
    return std::nullopt;
}

void Section::readSwitch(std::string_view key, std::string_view other, std::optional<bool>& out) {
    const std::string expected = inQuotes(other) + ", true or false";
    const Value* value = take(key, {Value::Kind::boolean, Value::Kind::string}, expected);
    if (!value) return;
    if (value->kind == Value::Kind::boolean) {
        out = value->boolean;
    } else if (value->text == other) {
        out.reset();
    } else {
        reportKind(pathOf(key), *value, expected);
    }
}

void Section::read(std::string_view key, std::vector<AddressRange>& out) {
    const auto* items = readItems(key, "an array of addresses such as [\"10.0.0.0/8\", \"::1\"]");
    if (!items) return;
    out.clear();
    for (const Value& item : *items) {
        if (item.kind != Value::Kind::string) {
            reportItem(key, item, "an address such as \"10.0.0.0/8\"");
        } else if (const auto range = parseAddressRange(item.text)) {
            out.push_back(*range);
        } else {
            m_diagnostics->errorAt(item.begin, pathOf(key) + ": " + range.error().message);
        }
    }
}

void Section::read(std::string_view key, Pairs& out) {
    const Value* value = take(key, {Value::Kind::table}, "a table of strings");
    if (!value) return;
    out.clear();
    for (const Member& member : value->members) {
        const std::string path = joinPath(pathOf(key), member.key);
        m_diagnostics->remember(path, member.place);
        if (member.value.kind != Value::Kind::string) {
            reportKind(path, member.value, "a string");
        } else {
            out.emplace_back(member.key, member.value.text);
        }
    }
}

void Section::readTimeout(std::string_view key, Duration& out, bool zeroAllowed) {
    const Value* value = take(key, {Value::Kind::string}, "a duration such as \"30s\"");
    if (!value) return;
    const auto duration = parseDuration(value->text);
    if (!duration) {
        m_diagnostics->error(pathOf(key), duration.error().message);
    } else if (*duration < kShortestTimeout && !(zeroAllowed && *duration == Duration::zero())) {
        m_diagnostics->error(pathOf(key), "found " + inQuotes(value->text) + ", expected " +
                                              (zeroAllowed ? "\"0s\" or " : "") +
                                              "at least \"1ms\"");
    } else {
        out = *duration;
    }
}

void Section::readNumber(std::string_view key, double& out, double least, double most) {
    const Value* value = take(key, {Value::Kind::integer, Value::Kind::real}, "a number");
    if (!value) return;
    if (value->real >= least && value->real <= most) {
        out = value->real;
    } else {
        reportKind(
            pathOf(key), *value,
            "a number from " + range(static_cast<uint64_t>(least), static_cast<uint64_t>(most)));
    }
}

std::optional<uint64_t> Section::countOf(std::string_view key, uint64_t least, uint64_t most) {
    const std::string expected = "an integer from " + range(least, most);
    const Value* value = take(key, {Value::Kind::integer}, expected);
    if (!value) return std::nullopt;
    if (value->integer >= 0) {
        const auto count = static_cast<uint64_t>(value->integer);
        if (count >= least && count <= most) return count;
    }
    reportKind(pathOf(key), *value, expected);
    return std::nullopt;
}

std::optional<uint64_t> Section::bytesOf(std::string_view key, uint64_t least, uint64_t most) {
    const Value* value = take(key, {Value::Kind::string, Value::Kind::integer},
                              "a size such as \"32KiB\" or a number of bytes");
    if (!value) return std::nullopt;
    if (value->kind == Value::Kind::integer) return countOf(key, least, most);
    const auto bytes = parseByteSize(value->text);
    if (!bytes) {
        m_diagnostics->error(pathOf(key), bytes.error().message);
    } else if (*bytes >= least && *bytes <= most) {
        return *bytes;
    } else {
        m_diagnostics->error(pathOf(key), "found " + inQuotes(value->text) + ", expected \"" +
                                              formatByteSize(least) + "\" to \"" +
                                              formatByteSize(most) + "\"");
    }
    return std::nullopt;
}

std::optional<Section> Section::section(std::string_view key) {
    const Value* value = take(key, {Value::Kind::table}, "a table");
    if (!value) return std::nullopt;
    return Section(*value, pathOf(key), *m_diagnostics);
}

std::vector<Section> Section::sections(std::string_view key) {
    const Value* value = take(key, {Value::Kind::array}, "an array of tables");
    std::vector<Section> result;
    if (!value) return result;
    for (size_t i = 0; i < value->items.size(); ++i) {
        const std::string path = pathOf(key) + '[' + std::to_string(i) + ']';
        m_diagnostics->remember(path, value->items[i].begin);
        if (value->items[i].kind == Value::Kind::table) {
            result.push_back(Section(value->items[i], path, *m_diagnostics));
        } else {
            reportKind(path, value->items[i], "a table");
        }
    }
    return result;
}

std::vector<std::pair<std::string, Section>> Section::namedSections() {
    std::vector<std::pair<std::string, Section>> result;
    for (const Member& member : m_table->members) {
        m_known.push_back(member.key);
        m_diagnostics->remember(pathOf(member.key), member.place);
        if (member.value.kind == Value::Kind::table) {
            result.emplace_back(member.key,
                                Section(member.value, pathOf(member.key), *m_diagnostics));
        } else {
            reportKind(pathOf(member.key), member.value, "a table");
        }
    }
    return result;
}

void Section::reportUnknownKeys() {
    for (const Member& member : m_table->members) {
        if (std::find(m_known.begin(), m_known.end(), member.key) != m_known.end()) continue;
        m_diagnostics->errorAt(member.place, (m_path.empty() ? "" : m_path + ": ") +
                                                 "unknown key '" + printable(member.key) + "'" +
                                                 suggestion(member.key, m_known));
    }
}

}  // namespace sluice::config

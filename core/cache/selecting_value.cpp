#include "cache/selecting_value.h"

#include <algorithm>
#include <array>
#include <vector>

#include "cache/field_list.h"
#include "http/hop_by_hop.h"

namespace sluice::cache {

namespace {

/// Of a value that is normalised.
constexpr size_t mostBytes = 512;

bool isOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Fields in whose values a comma may separate nothing, or that tell who asks: as they are.
bool isVerbatim(std::string_view name) {
    return isOneOf(name, {"authorization", "cookie", "from", "host", "origin", "referer",
                          "user-agent", "date", "if-modified-since", "if-unmodified-since"});
}

bool isLong(const http::HeaderMap& fields, std::string_view name) {
    size_t bytes = 0;
    for (const auto field : fields) {
        if (http::equalNames(field.name, name)) bytes += field.value.size();
    }
    return bytes > mostBytes;
}

bool isCaseless(std::string_view name) {
    return isOneOf(name, {"accept-charset", "accept-encoding", "accept-language"});
}

/// Without white space around ";", in lower case.
std::string weighted(std::string_view element) {
    std::string result;
    while (true) {
        const size_t end = std::min(element.find(';'), element.size());
        result.append(http::trimmed(element.substr(0, end)));
        if (end == element.size()) break;
        result += ';';
        element.remove_prefix(end + 1);
    }
    std::transform(result.begin(), result.end(), result.begin(), http::toLower);
    return result;
}

/// The quality in thousandths; 1000 where it is not given or not understood.
int qualityOf(std::string_view element) {
    const size_t at = element.find(";q=");
    if (at == std::string_view::npos) return 1000;
    const std::string_view text = element.substr(at + 3);
    if (text.empty() || (text[0] != '0' && text[0] != '1') || text.size() > 5) return 1000;
    int value = text[0] - '0';
    for (size_t digit = 2; digit < 5; ++digit) {
        const char c = digit < text.size() ? text[digit] : '0';
        if (!http::isDigit(c)) return 1000;
        value = value * 10 + (c - '0');
    }
    return value;
}

void sortPreferences(std::string_view name, std::vector<std::string>& elements) {
    if (name == "accept-encoding") std::sort(elements.begin(), elements.end());
    if (name == "accept-language") {
        std::stable_sort(elements.begin(), elements.end(),
                         [](const auto& a, const auto& b) { return qualityOf(a) > qualityOf(b); });
    }
}

std::string preferences(const http::HeaderMap& fields, std::string_view name) {
    std::vector<std::string> elements;
    elements.reserve(8);
    forEachElement(fields, name,
                   [&](std::string_view element) { elements.push_back(weighted(element)); });
    sortPreferences(name, elements);
    std::string value;
    for (const std::string& element : elements)
        value.append(value.empty() ? "" : ",").append(element);
    return value;
}

std::string list(const http::HeaderMap& fields, std::string_view name) {
    std::string value;
    forEachElement(fields, name, [&](std::string_view element) {
        value.append(value.empty() ? "" : ",").append(element);
    });
    return value;
}

std::string verbatim(const http::HeaderMap& fields, std::string_view name) {
    std::string value;
    bool first = true;
    for (const auto field : fields) {
        if (!http::equalNames(field.name, name)) continue;
        value.append(first ? "" : ", ").append(http::trimmed(field.value));
        first = false;
    }
    return value;
}

}  // namespace

bool isPresented(const http::HeaderMap& fields, std::string_view name) {
    return fields.contains(name) && !http::ConnectionOptions(fields).name(name);
}

std::optional<std::string> selectingValue(const http::HeaderMap& fields, std::string_view name) {
    if (!isPresented(fields, name)) return std::nullopt;
    if (isVerbatim(name) || isLong(fields, name)) return verbatim(fields, name);
    return isCaseless(name) ? preferences(fields, name) : list(fields, name);
}

}  // namespace sluice::cache

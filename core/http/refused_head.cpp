#include "http/refused_head.h"

#include <algorithm>

#include "http/ascii.h"
#include "http/head_scan.h"

namespace sluice::http {

namespace {

/// Cuts the next line off, whichever way it ends.
std::string_view nextLine(std::string_view& bytes) {
    const size_t end = std::min(bytes.find('\n'), bytes.size());
    std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

void addField(std::string_view line, HeaderMap& fields) {
    const size_t name = kTokenChars.countLeading(line);
    if (name == 0 || name == line.size() || line[name] != ':') return;
    const std::string_view value = trimmed(line.substr(name + 1));
    if (findControl(value, 0) == value.size()) fields.add(line.substr(0, name), value);
}

}  // namespace

void readRefusedHead(std::string_view bytes, RequestHead& head) {
    while (bytes.starts_with("\r\n"))
        bytes.remove_prefix(2);
    const std::string_view first = nextLine(bytes);
    const size_t method = kTokenChars.countLeading(first);
    const bool named = method > 0 && method < first.size() && first[method] == ' ';
    if (head.method.empty() && named) head.method = first.substr(0, method);
    head.fields.clear();
    while (!bytes.empty()) {
        const std::string_view line = nextLine(bytes);
        if (line.empty()) return;
        addField(line, head.fields);
    }
}

}  // namespace sluice::http

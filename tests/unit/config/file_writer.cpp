#include "file_writer.h"

#include <algorithm>

namespace sluice::config {

namespace {

std::string between(char quote, const std::string& text) {
    return std::string(1, quote).append(text).append(1, quote);
}

}  // namespace

std::string FileWriter::write() {
    m_newline = pick<std::string>({"\n", "\r\n"});
    const std::string header = pick<std::string>({"", "\xEF\xBB\xBF"});
    std::vector<std::string> blocks{pool("\"a b\""), pool("c"), routes()};
    std::shuffle(blocks.begin(), blocks.end(), m_random);
    std::string text = header;
    for (const std::string& block : blocks)
        text += noise() + block;
    if (pick({true, false})) text.resize(text.size() - m_newline.size());
    return text;
}

std::string FileWriter::comment() {
    return pick<std::string>({"", "", " # weight = 7", "# wéight: 'ü' \"", "\t#"}) + m_newline;
}

std::string FileWriter::noise() {
    return pick<std::string>(
        {"", m_newline, "# [pools.c] weight = 1" + m_newline, "  \t" + m_newline});
}

std::string FileWriter::key(const std::string& name) {
    return pick<std::string>({name, name, between('"', name), between('\'', name)}) + space() +
           "=" + space();
}

std::string FileWriter::text(const std::string& value) {
    return pick<std::string>({between('"', value), between('\'', value)});
}

std::string FileWriter::weight() {
    return pick<std::string>({"1", "1.0", "+2", "0", "1_0.5", "1e2", "0x1F", "0.25"});
}

std::vector<std::string> FileWriter::pairs(const std::string& name) {
    std::vector<std::string> result{key("name") + text(name),
                                    key("url") + text("http://127.0.0.1:3001")};
    if (pick({true, true, false})) result.push_back(key("weight") + weight());
    std::shuffle(result.begin(), result.end(), m_random);
    return result;
}

std::string FileWriter::inlineServer(const std::string& name) {
    std::string result = "{";
    result += space();
    const auto all = pairs(name);
    for (size_t i = 0; i < all.size(); ++i)
        result += (i ? std::string(",").append(space()) : std::string()) + all[i];
    return result + space() + "}";
}

std::string FileWriter::tableServer(const std::string& pool, const std::string& name) {
    std::string result = indent() + "[[pools." + pool + ".servers]]" + comment();
    for (const std::string& pair : pairs(name))
        result += noise() + indent() + pair + comment();
    return result;
}

std::string FileWriter::pool(const std::string& name) {
    const std::string header = "[pools." + name + "]" + comment();
    const std::string strategy = indent() + key("strategy") + text("round-robin") + comment();
    switch (m_random() % 3) {
        case 0:
            return header + strategy + tableServer(name, "one") + noise() +
                   tableServer(name, "zwei");
        case 1:
            return header + key("servers") + "[" + inlineServer("zwei") + "," + space() +
                   inlineServer("one") + "]" + comment() + strategy;
        default:
            return header + "servers = [" + comment() + indent() + inlineServer("one") + " ," +
                   comment() + indent() + inlineServer("zwei") + comment() + "]" + comment();
    }
}

std::string FileWriter::routes() {
    return "[routes.r]" + comment() + "pool = 'c'" + comment() + "[routes.s]" + comment() +
           key("pool") + "\"a b\"" + comment();
}

}  // namespace sluice::config

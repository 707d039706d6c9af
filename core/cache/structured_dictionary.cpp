#include "cache/structured_dictionary.h"

#include <algorithm>

#include "http/ascii.h"

namespace sluice::cache {

namespace {

using Type = DictionaryMember::Type;

/// The parsing algorithms of RFC 8941 section 4.2; each gives false on an error.
class Reader {
public:
    explicit Reader(std::string_view text) : m_rest(text) { skip(" "); }

    bool atEnd() const { return m_rest.empty(); }
    bool member(DictionaryMember& member);
    /// Behind a member: the end, or a comma with another member behind it.
    bool separator();

private:
    char peek() const { return m_rest.empty() ? '\0' : m_rest.front(); }
    bool accept(char c);
    void skip(std::string_view chars);
    bool key(std::string& out);
    bool parameters();
    bool innerList();
    bool item(DictionaryMember& out);
    bool number(DictionaryMember& out);
    bool string(std::string& out);
    bool token(std::string& out);
    bool bytes(std::string& out);
    bool boolean(std::string& out);
    template <class Predicate>
    std::string_view take(Predicate isMember);

    std::string_view m_rest;
};

bool Reader::accept(char c) {
    if (m_rest.empty() || m_rest.front() != c) return false;
    m_rest.remove_prefix(1);
    return true;
}

void Reader::skip(std::string_view chars) {
    m_rest.remove_prefix(std::min(m_rest.find_first_not_of(chars), m_rest.size()));
}

template <class Predicate>
std::string_view Reader::take(Predicate isMember) {
    const auto end = std::find_if_not(m_rest.begin(), m_rest.end(), isMember);
    const std::string_view taken = m_rest.substr(0, static_cast<size_t>(end - m_rest.begin()));
    m_rest.remove_prefix(taken.size());
    return taken;
}

bool isLower(char c) {
    return c >= 'a' && c <= 'z';
}

bool Reader::key(std::string& out) {
    if (!isLower(peek()) && peek() != '*') return false;
    out = take([](char c) {
        return isLower(c) || http::isDigit(c) || c == '_' || c == '-' || c == '.' || c == '*';
    });
    return true;
}

bool Reader::member(DictionaryMember& member) {
    if (!key(member.key)) return false;
    if (!accept('=')) {
        member.type = Type::boolean;
        member.text = "1";
        return parameters();
    }
    if (peek() != '(') return item(member) && parameters();
    member.type = Type::innerList;
    return innerList() && parameters();
}

bool Reader::separator() {
    skip(" \t");
    if (atEnd()) return true;
    if (!accept(',')) return false;
    skip(" \t");
    return !atEnd();
}

bool Reader::parameters() {
    while (accept(';')) {
        skip(" ");
        DictionaryMember ignored;
        if (!key(ignored.key)) return false;
        if (accept('=') && !item(ignored)) return false;
    }
    return true;
}

bool Reader::innerList() {
    accept('(');
    while (!atEnd()) {
        skip(" ");
        if (accept(')')) return true;
        DictionaryMember ignored;
        if (!item(ignored) || !parameters()) return false;
        if (peek() != ' ' && peek() != ')') return false;
    }
    return false;
}

bool Reader::item(DictionaryMember& out) {
    const char c = peek();
    if (c == '-' || http::isDigit(c)) return number(out);
    if (c == '"') {
        out.type = Type::string;
        return string(out.text);
    }
    if (c == '*' || http::isAlpha(c)) {
        out.type = Type::token;
        return token(out.text);
    }
    out.type = c == ':' ? Type::bytes : Type::boolean;
    return c == ':' ? bytes(out.text) : boolean(out.text);
}

bool Reader::number(DictionaryMember& out) {
    const bool negative = accept('-');
    const std::string_view whole = take(http::isDigit);
    if (whole.empty() || whole.size() > 15) return false;
    out.text = (negative ? "-" : "") + std::string(whole);
    out.type = Type::integer;
    if (!accept('.')) return true;
    const std::string_view fraction = take(http::isDigit);
    out.text.append(".").append(fraction);
    out.type = Type::decimal;
    return whole.size() <= 12 && !fraction.empty() && fraction.size() <= 3;
}

bool Reader::string(std::string& out) {
    out.clear();
    accept('"');
    while (!atEnd()) {
        if (accept('"')) return true;
        if (accept('\\') && peek() != '"' && peek() != '\\') return false;
        if (atEnd() || peek() < ' ' || peek() > '~') return false;
        out += peek();
        m_rest.remove_prefix(1);
    }
    return false;
}

bool Reader::token(std::string& out) {
    out = take([](char c) { return http::isTokenChar(c) || c == ':' || c == '/'; });
    return true;
}

bool Reader::bytes(std::string& out) {
    accept(':');
    out = take([](char c) {
        return http::isAlpha(c) || http::isDigit(c) || c == '+' || c == '/' || c == '=';
    });
    return accept(':');
}

bool Reader::boolean(std::string& out) {
    if (!accept('?') || (peek() != '0' && peek() != '1')) return false;
    out = peek();
    m_rest.remove_prefix(1);
    return true;
}

}  // namespace

std::optional<std::vector<DictionaryMember>> parseDictionary(std::string_view text) {
    text = text.substr(0, text.find_last_not_of(' ') + 1);
    std::vector<DictionaryMember> members;
    Reader reader(text);
    while (!reader.atEnd()) {
        DictionaryMember member;
        if (!reader.member(member) || !reader.separator()) return std::nullopt;
        const auto same = std::find_if(members.begin(), members.end(), [&](const auto& earlier) {
            return earlier.key == member.key;
        });
        if (same == members.end()) {
            members.push_back(std::move(member));
        } else {
            *same = std::move(member);
        }
    }
    return members;
}

}  // namespace sluice::cache

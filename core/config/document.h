#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sluice::config {

/// A place in a file. Lines and columns (in characters) count from 1; 0 where there is none.
struct Place {
    int line = 0;
    int column = 0;
    auto operator<=>(const Place&) const = default;
};

struct Member;

/// A value of a TOML document (or, without places, of a JSON one, which has null) with its place,
/// tables in the order of the file.
struct Value {
    enum class Kind { table, array, string, integer, real, boolean, time, null };

    const Value* find(std::string_view key) const;  ///< of a table; null if it is not there

    Kind kind = Kind::table;
    Place begin;
    Place end;  ///< behind the last character
    std::string text;
    int64_t integer = 0;
    double real = 0;  ///< of an integer too
    bool boolean = false;
    std::vector<Member> members;
    std::vector<Value> items;
};

struct Member {
    std::string key;
    Place place;
    Value value;
};

struct SyntaxError {
    Place place;
    std::string message;
};

/// Reads TOML 1.0. Bounded in depth, so that no text can exhaust the stack.
Result<Value, SyntaxError> parseDocument(std::string_view toml);

/// For a person: `a string ("x")`, "an integer (3)", "a table".
std::string describe(const Value& value);
/// The text in one line, with "?" for control characters.
std::string withoutControls(std::string_view text);
/// The text fit for a message: no control characters, its end cut off when it is long.
std::string printable(std::string_view text);
/// The same between double quotes.
std::string inQuotes(std::string_view text);

}  // namespace sluice::config

#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/duration.h"
#include "config/document.h"

namespace sluice::config {

/// A table in the making, in the order in which it is written.
class TableWriter {
public:
    TableWriter& add(std::string key, Value value) {
        m_table.members.push_back({std::move(key), {}, std::move(value)});
        return *this;
    }
    TableWriter& add(std::string key, std::string_view text) {
        return add(std::move(key), valueOf(text));
    }
    TableWriter& add(std::string key, const char* text) {
        return add(std::move(key), std::string_view(text));
    }
    TableWriter& add(std::string key, Duration duration) {
        return add(std::move(key), std::string_view(formatDuration(duration)));
    }
    TableWriter& add(std::string key, double number) {
        Value value;
        value.kind = Value::Kind::real;
        value.real = number;
        return add(std::move(key), std::move(value));
    }
    TableWriter& add(std::string key, unsigned count) {
        return add(std::move(key), valueOf(static_cast<int>(count)));
    }
    TableWriter& add(std::string key, size_t count) {
        return add(std::move(key), static_cast<unsigned>(count));  // none is beyond a million
    }
    TableWriter& add(std::string key, bool boolean) {
        return add(std::move(key), valueOf(boolean));
    }
    Value done() { return std::move(m_table); }

    static Value valueOf(std::string_view text) {
        Value value;
        value.kind = Value::Kind::string;
        value.text = text;
        return value;
    }
    static Value valueOf(bool boolean) {
        Value value;
        value.kind = Value::Kind::boolean;
        value.boolean = boolean;
        return value;
    }
    static Value valueOf(int number) {
        Value value;
        value.kind = Value::Kind::integer;
        value.integer = number;
        value.real = number;
        return value;
    }

private:
    Value m_table;
};

}  // namespace sluice::config

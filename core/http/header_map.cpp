#include "http/header_map.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "http/ascii.h"

namespace sluice::http {

namespace {

constexpr std::array<char, 256> kLower = [] {
    std::array<char, 256> table{};
    for (size_t i = 0; i < table.size(); ++i)
        table[i] = toLower(static_cast<char>(i));
    return table;
}();

char lower(char c) {
    return kLower[static_cast<unsigned char>(c)];
}

}  // namespace

bool equalNames(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}

void HeaderMap::clear() {
    m_text.clear();
    m_fields.clear();
}

void HeaderMap::reserve(size_t fields, size_t bytes) {
    m_fields.reserve(fields);
    m_text.reserve(bytes);
}

HeaderMap::Slot HeaderMap::store(std::string_view name, std::string_view value) {
    const size_t size = m_text.size() + name.size() + value.size();
    assert(size <= UINT32_MAX);
    const Slot slot{static_cast<uint32_t>(m_text.size()), static_cast<uint32_t>(name.size()),
                    static_cast<uint32_t>(m_text.size() + name.size()),
                    static_cast<uint32_t>(value.size())};
    if (size <= m_text.capacity()) {
        m_text.append(name).append(value);
        return slot;
    }
    // The old buffer lives until both are copied: they may be views of this map.
    std::string grown;
    grown.reserve(std::max(size, 2 * m_text.capacity()));
    grown.append(m_text).append(name).append(value);
    m_text.swap(grown);
    return slot;
}

void HeaderMap::add(std::string_view name, std::string_view value) {
    m_fields.push_back(store(name, value));
}

std::string_view HeaderMap::storeSection(std::string_view section) {
    const size_t offset = m_text.size();
    assert(offset + section.size() <= UINT32_MAX);
    m_text.append(section);
    return std::string_view(m_text).substr(offset);
}

void HeaderMap::addStored(std::string_view name, std::string_view value) {
    const auto offsetOf = [this](std::string_view text) {
        assert(text.data() >= m_text.data() &&
               text.data() + text.size() <= m_text.data() + m_text.size());
        return static_cast<uint32_t>(text.data() - m_text.data());
    };
    m_fields.push_back({offsetOf(name), static_cast<uint32_t>(name.size()), offsetOf(value),
                        static_cast<uint32_t>(value.size())});
}

void HeaderMap::set(std::string_view name, std::string_view value) {
    const Slot slot = store(name, value);
    const std::string_view wanted = nameOf(slot);
    const auto named = [&](const Slot& other) { return equalNames(nameOf(other), wanted); };
    const auto first = std::find_if(m_fields.begin(), m_fields.end(), named);
    if (first == m_fields.end()) {
        m_fields.push_back(slot);
        return;
    }
    *first = slot;
    m_fields.erase(std::remove_if(first + 1, m_fields.end(), named), m_fields.end());
}

size_t HeaderMap::remove(std::string_view name) {
    return removeIf([name](const Field& field) { return equalNames(field.name, name); });
}

std::optional<std::string_view> HeaderMap::find(std::string_view name) const {
    for (const Slot& slot : m_fields) {
        if (equalNames(nameOf(slot), name)) return valueOf(slot);
    }
    return std::nullopt;
}

size_t HeaderMap::count(std::string_view name) const {
    return static_cast<size_t>(
        std::count_if(m_fields.begin(), m_fields.end(),
                      [&](const Slot& slot) { return equalNames(nameOf(slot), name); }));
}

bool HeaderMap::hasToken(std::string_view name, std::string_view token) const {
    for (const Slot& slot : m_fields) {
        if (!equalNames(nameOf(slot), name)) continue;
        std::string_view list = valueOf(slot);
        while (!list.empty()) {
            if (equalNames(nextElement(list), token)) return true;
        }
    }
    return false;
}

HeaderMap::Field HeaderMap::at(size_t index) const {
    assert(index < m_fields.size());
    return {nameOf(m_fields[index]), valueOf(m_fields[index])};
}

}  // namespace sluice::http

#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/ascii.h"
#include "http/text_buffer.h"
#include "metrics/memory_use.h"

namespace sluice::http {

/// The fields of a message in the order in which they came, repeated names included.
/// All text lives in one buffer, as lines: fields behind one another are sent with one copy. An
/// empty map holds no memory: clear() leaves its buffers to the thread's next maps, so that
/// messages allocate nothing once there were as many at a time. Views that it hands out are invalid
/// after any change, but may be given to add() and set(). Not thread-safe; owned by one message.
class HeaderMap {
public:
    HeaderMap();
    ~HeaderMap();
    HeaderMap(const HeaderMap& other);
    HeaderMap(HeaderMap&& other) noexcept;
    HeaderMap& operator=(const HeaderMap& other);
    HeaderMap& operator=(HeaderMap&& other) noexcept;

    struct Field {
        std::string_view name;
        std::string_view value;
    };

    class Iterator;

    void clear();
    /// Replaces all by the fields of `other`, for a message that is to be changed and sent: in
    /// buffers of the thread's, where a copy has its own.
    void assign(const HeaderMap& other);

    /// Appends a field; the value is stored as given (the caller has stripped outer white space).
    void add(std::string_view name, std::string_view value);
    /// As add(), the value being the parts one behind the other; none is of this map.
    void addJoined(std::string_view name, std::initializer_list<std::string_view> parts);
    /// Replaces every field of that name with one, at the place of the first.
    void set(std::string_view name, std::string_view value);
    /// Removes every field of that name; returns how many there were.
    size_t remove(std::string_view name);
    template <class Predicate>
    size_t removeIf(Predicate predicate);

    /// Copies the text of a whole section of fields; addStored() then adds fields that are views of
    /// the returned text. One copy for a head instead of two for each of its fields.
    std::string_view storeSection(std::string_view section);
    void addStored(std::string_view name, std::string_view value);

    /// The first field's value, if there is one. Most names that are absent cost no look.
    std::optional<std::string_view> find(std::string_view name) const {
        return mayHave(name) ? search(name) : std::nullopt;
    }
    bool contains(std::string_view name) const { return find(name).has_value(); }
    size_t count(std::string_view name) const;
    /// One of 64 bits, the same for a name in either case.
    static constexpr uint64_t bitOf(std::string_view name) { return uint64_t{1} << nameHash(name); }
    /// False if there is certainly no field whose name has one of these bits.
    bool mayHaveAny(uint64_t bits) const { return m_storage && (m_storage->names & bits) != 0; }
    /// Whether one of the first 64 elements of a list field, in all lines, is `token` in any case.
    bool hasToken(std::string_view name, std::string_view token) const;

    /// Appends the field lines, each with its CRLF.
    void appendLines(std::string& out) const;

    /// What it has allocated.
    size_t memoryBytes() const;
    /// Where the calling thread counts the buffers that its maps take from now on; null: nowhere.
    static void countIn(metrics::MemoryUse* use);

    size_t size() const { return m_storage ? m_storage->fields.size() : 0; }
    bool empty() const { return size() == 0; }
    Field at(size_t index) const {
        const Slot& slot = m_storage->fields[index];
        return {nameOf(slot), valueOf(slot)};
    }
    Iterator begin() const;
    Iterator end() const;

private:
    struct Slot {
        uint32_t nameOffset;
        uint32_t nameLength;
        uint32_t valueOffset;
        uint32_t valueLength;
    };

    struct Storage {
        TextBuffer text;  // removed and replaced text stays in it until clear()
        std::vector<Slot> fields;
        uint64_t names = 0;  // bits of all that were added since clear()

        void add(std::string_view name, const Slot& slot) {
            names |= bitOf(name);
            fields.push_back(slot);
        }
    };
    class Spares;

    bool mayHave(std::string_view name) const { return mayHaveAny(bitOf(name)); }
    std::optional<std::string_view> search(std::string_view name) const;

    Storage& storage();
    void noteSize();
    std::span<const Slot> fields() const;
    std::string_view text() const { return {m_storage->text.data(), m_storage->text.size()}; }
    Slot store(std::string_view name, std::string_view value);
    static bool isLine(const Slot& slot);
    static bool follows(const Slot& next, const Slot& slot);
    std::string_view nameOf(const Slot& slot) const {
        return {m_storage->text.data() + slot.nameOffset, slot.nameLength};
    }
    std::string_view valueOf(const Slot& slot) const {
        return {m_storage->text.data() + slot.valueOffset, slot.valueLength};
    }

    std::unique_ptr<Storage> m_storage;  // null: empty
    bool m_pooled = false;               // the storage goes back to the thread's
};

class HeaderMap::Iterator {
public:
    Iterator(const HeaderMap* map, size_t index) : m_map(map), m_index(index) {}
    Field operator*() const { return m_map->at(m_index); }
    Iterator& operator++() {
        ++m_index;
        return *this;
    }
    bool operator==(const Iterator&) const = default;

private:
    const HeaderMap* m_map;
    size_t m_index;
};

inline HeaderMap::Iterator HeaderMap::begin() const {
    return {this, 0};
}
inline HeaderMap::Iterator HeaderMap::end() const {
    return {this, size()};
}

template <class Predicate>
size_t HeaderMap::removeIf(Predicate predicate) {
    if (!m_storage) return 0;
    return std::erase_if(m_storage->fields, [&](const Slot& slot) {
        return predicate(Field{nameOf(slot), valueOf(slot)});
    });
}

}  // namespace sluice::http

#include "http/header_map.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

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

/// Buffers that no map of this thread holds now; at most 2,048, of about 1 KiB.
class HeaderMap::Spares {
public:
    static std::unique_ptr<Storage> take() {
        const bool none = ended || ofThread().empty();
        if (counted) counted->take(none);
        if (none) return makeStorage();
        auto storage = std::move(ofThread().back());
        ofThread().pop_back();
        storage->text.clear();
        storage->fields.clear();
        return storage;
    }

    /// Does not look into it: by now it is far from the processor's cache.
    static void giveBack(std::unique_ptr<Storage> storage) {
        leave();
        if (!ended && ofThread().size() < mostKept) ofThread().push_back(std::move(storage));
    }

    static void leave() {
        if (counted) counted->giveBack();
    }

    static inline thread_local metrics::MemoryUse* counted = nullptr;

private:
#ifdef __SANITIZE_ADDRESS__
    static constexpr size_t mostKept = 0;  // so that it sees every use of a view that is gone
#else
    static constexpr size_t mostKept = 2048;
#endif
    static constexpr size_t usualBytes = 800;
    static constexpr size_t usualFields = 16;

    static std::unique_ptr<Storage> makeStorage() {
        auto storage = std::make_unique<Storage>();
        storage->text.reserve(usualBytes);
        storage->fields.reserve(usualFields);
        return storage;
    }

    struct List : std::vector<std::unique_ptr<Storage>> {
        ~List() { ended = true; }
    };
    static List& ofThread() {
        thread_local List spares;
        return spares;
    }

    static inline thread_local bool ended = false;  // maps may outlive the thread's own data
};

void HeaderMap::countIn(metrics::MemoryUse* use) {
    Spares::counted = use;
}

HeaderMap::HeaderMap() = default;
HeaderMap::HeaderMap(HeaderMap&& other) noexcept
    : m_storage(std::move(other.m_storage)), m_pooled(std::exchange(other.m_pooled, false)) {}

HeaderMap::~HeaderMap() {
    clear();
}

/// A copy is made to be kept, so it takes no more memory than it needs.
HeaderMap::HeaderMap(const HeaderMap& other)
    : m_storage(other.empty() ? nullptr : std::make_unique<Storage>(*other.m_storage)) {}

HeaderMap& HeaderMap::operator=(const HeaderMap& other) {
    if (this != &other) *this = HeaderMap(other);
    return *this;
}

HeaderMap& HeaderMap::operator=(HeaderMap&& other) noexcept {
    if (this == &other) return *this;
    clear();
    m_storage = std::move(other.m_storage);
    m_pooled = std::exchange(other.m_pooled, false);
    return *this;
}

void HeaderMap::clear() {
    if (std::exchange(m_pooled, false)) Spares::giveBack(std::move(m_storage));
    m_storage.reset();
}

void HeaderMap::assign(const HeaderMap& other) {
    clear();
    if (other.empty()) return;
    storage().text.append(other.m_storage->text);
    m_storage->fields.assign(other.m_storage->fields.begin(), other.m_storage->fields.end());
    noteSize();
}

HeaderMap::Storage& HeaderMap::storage() {
    if (!m_storage) {
        m_storage = Spares::take();
        m_pooled = true;
    }
    return *m_storage;
}

/// One huge head must not keep its memory for all that follow.
void HeaderMap::noteSize() {
    constexpr size_t mostBytes = 2048;
    if (!m_pooled || m_storage->text.capacity() <= mostBytes) return;
    m_pooled = false;
    Spares::leave();
}

size_t HeaderMap::memoryBytes() const {
    if (!m_storage) return 0;
    return sizeof(Storage) + m_storage->text.capacity() +
           m_storage->fields.capacity() * sizeof(Slot);
}

const std::vector<HeaderMap::Slot>& HeaderMap::fields() const {
    static const std::vector<Slot> none;
    return m_storage ? m_storage->fields : none;
}

HeaderMap::Slot HeaderMap::store(std::string_view name, std::string_view value) {
    std::string& text = storage().text;
    const size_t size = text.size() + name.size() + value.size();
    assert(size <= UINT32_MAX);
    const Slot slot{static_cast<uint32_t>(text.size()), static_cast<uint32_t>(name.size()),
                    static_cast<uint32_t>(text.size() + name.size()),
                    static_cast<uint32_t>(value.size())};
    if (size <= text.capacity()) {
        text.append(name).append(value);
        return slot;
    }
    // The old buffer lives until both are copied: they may be views of this map.
    std::string grown;
    grown.reserve(std::max(size, 2 * text.capacity()));
    grown.append(text).append(name).append(value);
    text.swap(grown);
    noteSize();
    return slot;
}

void HeaderMap::add(std::string_view name, std::string_view value) {
    const Slot slot = store(name, value);
    m_storage->fields.push_back(slot);
}

void HeaderMap::addJoined(std::string_view name, std::initializer_list<std::string_view> parts) {
    std::string& text = storage().text;
    const auto nameOffset = static_cast<uint32_t>(text.size());
    text.append(name);
    const auto valueOffset = static_cast<uint32_t>(text.size());
    for (const std::string_view part : parts)
        text.append(part);
    assert(text.size() <= UINT32_MAX);
    noteSize();
    m_storage->fields.push_back({nameOffset, valueOffset - nameOffset, valueOffset,
                                 static_cast<uint32_t>(text.size()) - valueOffset});
}

std::string_view HeaderMap::storeSection(std::string_view section) {
    std::string& text = storage().text;
    const size_t offset = text.size();
    assert(offset + section.size() <= UINT32_MAX);
    text.append(section);
    noteSize();
    return std::string_view(text).substr(offset);
}

void HeaderMap::addStored(std::string_view name, std::string_view value) {
    const std::string& all = m_storage->text;
    const auto offsetOf = [&all](std::string_view text) {
        assert(text.data() >= all.data() && text.data() + text.size() <= all.data() + all.size());
        return static_cast<uint32_t>(text.data() - all.data());
    };
    m_storage->fields.push_back({offsetOf(name), static_cast<uint32_t>(name.size()),
                                 offsetOf(value), static_cast<uint32_t>(value.size())});
}

void HeaderMap::set(std::string_view name, std::string_view value) {
    const Slot slot = store(name, value);
    std::vector<Slot>& fields = m_storage->fields;
    const std::string_view wanted = nameOf(slot);
    const auto named = [&](const Slot& other) { return equalNames(nameOf(other), wanted); };
    const auto first = std::find_if(fields.begin(), fields.end(), named);
    if (first == fields.end()) {
        fields.push_back(slot);
        return;
    }
    *first = slot;
    fields.erase(std::remove_if(first + 1, fields.end(), named), fields.end());
}

size_t HeaderMap::remove(std::string_view name) {
    return removeIf([name](const Field& field) { return equalNames(field.name, name); });
}

std::optional<std::string_view> HeaderMap::find(std::string_view name) const {
    for (const Slot& slot : fields()) {
        if (equalNames(nameOf(slot), name)) return valueOf(slot);
    }
    return std::nullopt;
}

size_t HeaderMap::count(std::string_view name) const {
    return static_cast<size_t>(
        std::count_if(fields().begin(), fields().end(),
                      [&](const Slot& slot) { return equalNames(nameOf(slot), name); }));
}

bool HeaderMap::hasToken(std::string_view name, std::string_view token) const {
    for (const Slot& slot : fields()) {
        if (!equalNames(nameOf(slot), name)) continue;
        std::string_view list = valueOf(slot);
        while (!list.empty()) {
            if (equalNames(nextElement(list), token)) return true;
        }
    }
    return false;
}

HeaderMap::Field HeaderMap::at(size_t index) const {
    assert(index < size());
    return {nameOf(m_storage->fields[index]), valueOf(m_storage->fields[index])};
}

}  // namespace sluice::http

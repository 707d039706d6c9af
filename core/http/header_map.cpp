#include "http/header_map.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace sluice::http {

namespace {

constexpr std::string_view kColon = ": ";
constexpr std::string_view kCrlf = "\r\n";

char* put(char* to, std::string_view text) {
    return std::copy(text.begin(), text.end(), to);
}

}  // namespace

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
        storage->names = 0;
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
    TextBuffer old;
    put(storage().text.extend(other.m_storage->text.size(), old), other.text());
    m_storage->fields.assign(other.m_storage->fields.begin(), other.m_storage->fields.end());
    m_storage->names = other.m_storage->names;
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

std::span<const HeaderMap::Slot> HeaderMap::fields() const {
    if (!m_storage) return {};
    return m_storage->fields;
}

HeaderMap::Slot HeaderMap::store(std::string_view name, std::string_view value) {
    TextBuffer& text = storage().text;
    const size_t start = text.size();
    assert(start + name.size() + value.size() < UINT32_MAX - 4);
    TextBuffer old;  // lives until both are copied: they may be views of it
    char* const end = text.extend(name.size() + kColon.size() + value.size() + kCrlf.size(), old);
    put(put(put(put(end, name), kColon), value), kCrlf);
    noteSize();
    return {static_cast<uint32_t>(start), static_cast<uint32_t>(name.size()),
            static_cast<uint32_t>(start + name.size() + kColon.size()),
            static_cast<uint32_t>(value.size())};
}

void HeaderMap::add(std::string_view name, std::string_view value) {
    const Slot slot = store(name, value);
    m_storage->add(nameOf(slot), slot);
}

void HeaderMap::addJoined(std::string_view name, std::initializer_list<std::string_view> parts) {
    size_t length = 0;
    for (const std::string_view part : parts)
        length += part.size();
    TextBuffer& text = storage().text;
    const size_t start = text.size();
    assert(start + name.size() + length < UINT32_MAX - 4);
    TextBuffer old;
    char* end = text.extend(name.size() + kColon.size() + length + kCrlf.size(), old);
    end = put(put(end, name), kColon);
    for (const std::string_view part : parts)
        end = put(end, part);
    put(end, kCrlf);
    noteSize();
    const std::string_view stored(m_storage->text.data() + start, name.size());
    m_storage->add(stored, {static_cast<uint32_t>(start), static_cast<uint32_t>(name.size()),
                            static_cast<uint32_t>(start + name.size() + kColon.size()),
                            static_cast<uint32_t>(length)});
}

std::string_view HeaderMap::storeSection(std::string_view section) {
    TextBuffer& text = storage().text;
    const size_t offset = text.size();
    assert(offset + section.size() <= UINT32_MAX);
    TextBuffer old;
    put(text.extend(section.size(), old), section);
    noteSize();
    return this->text().substr(offset);
}

void HeaderMap::addStored(std::string_view name, std::string_view value) {
    const std::string_view all = text();
    const auto offsetOf = [&all](std::string_view text) {
        assert(text.data() >= all.data() && text.data() + text.size() <= all.data() + all.size());
        return static_cast<uint32_t>(text.data() - all.data());
    };
    m_storage->add(name, {offsetOf(name), static_cast<uint32_t>(name.size()), offsetOf(value),
                          static_cast<uint32_t>(value.size())});
}

void HeaderMap::set(std::string_view name, std::string_view value) {
    const bool isNew = !mayHave(name);
    const Slot slot = store(name, value);
    if (isNew) return m_storage->add(nameOf(slot), slot);
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
    if (!mayHave(name)) return 0;
    return removeIf([name](const Field& field) { return equalNames(field.name, name); });
}

std::optional<std::string_view> HeaderMap::search(std::string_view name) const {
    for (const Slot& slot : fields()) {
        if (equalNames(nameOf(slot), name)) return valueOf(slot);
    }
    return std::nullopt;
}

size_t HeaderMap::count(std::string_view name) const {
    if (!mayHave(name)) return 0;
    return static_cast<size_t>(
        std::count_if(fields().begin(), fields().end(),
                      [&](const Slot& slot) { return equalNames(nameOf(slot), name); }));
}

bool HeaderMap::hasToken(std::string_view name, std::string_view token) const {
    constexpr size_t most = 64;
    if (!mayHave(name)) return false;
    size_t seen = 0;
    for (const Slot& slot : fields()) {
        if (!equalNames(nameOf(slot), name)) continue;
        std::string_view list = valueOf(slot);
        while (!list.empty() && seen++ < most) {
            if (equalNames(nextElement(list), token)) return true;
        }
    }
    return false;
}

/// Whether colon and one blank lie between name and value, and nothing else.
bool HeaderMap::isLine(const Slot& slot) {
    return slot.valueOffset == slot.nameOffset + slot.nameLength + kColon.size();
}

/// Whether a line's end lies between them, and nothing else.
bool HeaderMap::follows(const Slot& next, const Slot& slot) {
    return next.nameOffset == slot.valueOffset + slot.valueLength + kCrlf.size();
}

void HeaderMap::appendLines(std::string& out) const {
    const std::span<const Slot> all = fields();
    for (size_t i = 0; i < all.size(); ++i) {
        const Slot& first = all[i];
        if (!isLine(first)) {
            out.append(nameOf(first)).append(kColon).append(valueOf(first)).append(kCrlf);
            continue;
        }
        while (i + 1 < all.size() && isLine(all[i + 1]) && follows(all[i + 1], all[i]))
            ++i;
        const size_t end = all[i].valueOffset + all[i].valueLength;
        out.append(text().substr(first.nameOffset, end - first.nameOffset)).append(kCrlf);
    }
}

}  // namespace sluice::http

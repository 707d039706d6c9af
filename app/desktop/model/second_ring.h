#pragma once

#include <QtGlobal>
#include <array>

namespace sluice::desktop {

/// The last five minutes of something that is known once a second, oldest first.
template <class Value>
class SecondRing {
public:
    static constexpr int capacity = 300;

    struct Entry {
        qint64 time_s = 0;
        Value value{};
    };

    /// A second that is there already is replaced; an older one is ignored.
    void record(qint64 time_s, const Value& value) {
        if (m_size > 0 && newest().time_s >= time_s) {
            if (newest().time_s == time_s) slot(m_size - 1).value = value;
            return;
        }
        slot(m_size) = {time_s, value};
        if (m_size < capacity)
            ++m_size;
        else
            m_first = (m_first + 1) % capacity;
    }

    void clear() { m_first = m_size = 0; }
    int size() const { return m_size; }

    /// 0 is the oldest. The index must be below size().
    const Entry& at(int index) const {
        Q_ASSERT(index >= 0 && index < m_size);
        return m_entries[static_cast<size_t>((m_first + index) % capacity)];
    }

    const Entry& newest() const { return at(m_size - 1); }

private:
    Entry& slot(int index) { return m_entries[static_cast<size_t>((m_first + index) % capacity)]; }

    std::array<Entry, capacity> m_entries{};
    int m_first = 0;
    int m_size = 0;
};

}  // namespace sluice::desktop

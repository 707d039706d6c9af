#include "upstream/transport/upload_device.h"

#include <algorithm>

namespace sluice::upstream {

UploadDevice::UploadDevice(Source* source, bool repeatable)
    : m_source(source), m_rewindable(repeatable) {
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

void UploadDevice::offer(std::string_view piece) {
    m_piece = piece;
    Q_EMIT readyRead();
}

void UploadDevice::detach() {
    m_source = nullptr;
    m_piece = {};
}

qint64 UploadDevice::readData(char* into, qint64 size) {
    m_touched = true;
    const size_t taken = m_piece.copy(into, static_cast<size_t>(size));
    m_piece.remove_prefix(taken);
    if (taken > 0) m_rewindable = false;
    if (m_source) m_source->taken();
    return static_cast<qint64>(taken);
}

}  // namespace sluice::upstream

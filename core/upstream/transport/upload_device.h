#pragma once

#include <QIODevice>
#include <string_view>

namespace sluice::upstream {

/// What QNetworkAccessManager reads a request's body from: it asks, and is given the piece that is
/// there. Holds nothing itself. Cannot be rewound unless `repeatable` and nothing was read yet:
/// that keeps Qt from repeating a request of its own accord.
class UploadDevice final : public QIODevice {
public:
    class Source {
    public:
        /// Qt has read what was there, if anything. Called from inside Qt.
        virtual void taken() = 0;

    protected:
        ~Source() = default;
    };

    UploadDevice(Source* source, bool repeatable);

    /// `piece` is valid until it was read or another one is offered.
    void offer(std::string_view piece);
    bool drained() const { return m_piece.empty(); }
    /// Whether Qt has asked for anything yet, which it does once it is connected.
    bool touched() const { return m_touched; }
    /// The source is gone: nothing more will come.
    void detach();

    bool isSequential() const override { return true; }
    qint64 bytesAvailable() const override { return static_cast<qint64>(m_piece.size()); }
    bool atEnd() const override { return false; }
    bool reset() override { return m_rewindable; }

protected:
    qint64 readData(char* into, qint64 size) override;
    qint64 writeData(const char*, qint64) override { return -1; }

private:
    Source* m_source;
    std::string_view m_piece;
    bool m_rewindable;
    bool m_touched = false;
};

}  // namespace sluice::upstream

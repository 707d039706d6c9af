#pragma once

#include <string>
#include <vector>

namespace sluice::engine {

/// Tells the user's other programs that a gateway runs here, and where: a file in
/// $XDG_RUNTIME_DIR/sluice, or in /tmp/sluice-UID without such a folder, which only the user can
/// read. It is locked while the gateway lives, so that one that was killed is not taken for
/// running. Where it cannot be written, nobody is told. One thread.
class RunFile {
public:
    /// What it tells.
    struct Contents {
        std::string listenUrl;
        std::string adminUrl;    ///< empty when the admin API is off
        std::string configFile;  ///< absolute; empty when there is none
        bool operator==(const Contents&) const = default;
    };

    RunFile() = default;
    ~RunFile();
    RunFile(const RunFile&) = delete;
    RunFile& operator=(const RunFile&) = delete;

    /// From now on until remove(). Writes only what differs from what was told before.
    void tell(const Contents& contents);
    void remove();

    /// Of all gateways of this user that run on this machine, in no order. Removes files of those
    /// that were killed.
    static std::vector<Contents> readAll();

private:
    bool create();

    int m_fd = -1;  // holds the lock
    std::string m_path;
    Contents m_told;
};

}  // namespace sluice::engine

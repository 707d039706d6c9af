#include "http/foreign_protocol.h"

#include "http/parse_error.h"

namespace sluice::http {

namespace {

constexpr std::string_view kHttp = "HTTP/";

/// Record types of TLS: what an alert and a handshake start with (RFC 8446 section 5.1).
constexpr char kTlsAlert = 0x15;
constexpr char kTlsHandshake = 0x16;

/// A frame's length, whose first bytes are zero in all that open a connection, and its type
/// (RFC 9113 sections 4.1 and 6).
constexpr std::string_view kHttp2Frame("\0\0", 2);
constexpr size_t kHttp2Type = 3;
constexpr char kSettings = 0x4;
constexpr char kGoaway = 0x7;

bool isTls(std::string_view bytes) {
    return bytes.starts_with(kTlsAlert) || bytes.starts_with(kTlsHandshake);
}

bool isHttp2(std::string_view bytes) {
    return bytes.size() > kHttp2Type && bytes.starts_with(kHttp2Frame) &&
           (bytes[kHttp2Type] == kSettings || bytes[kHttp2Type] == kGoaway);
}

/// Whether `bytes` may still become an opening that starts with `start`.
bool mayBecome(std::string_view start, std::string_view bytes, size_t enough) {
    return bytes.size() < enough && bytes.substr(0, start.size()) == start.substr(0, bytes.size());
}

}  // namespace

Opening openingOf(std::string_view bytes) {
    if (bytes.starts_with(kHttp)) return Opening::http;
    const bool unclear =
        mayBecome(kHttp, bytes, kHttp.size()) || mayBecome(kHttp2Frame, bytes, kHttp2Type + 1);
    return unclear ? Opening::unclear : Opening::foreign;
}

std::string describeForeign(std::string_view bytes) {
    if (isTls(bytes))
        return "the server speaks TLS where plain HTTP was expected: "
               "use https:// instead of http:// for it";
    if (isHttp2(bytes))
        return "the server speaks HTTP/2 alone: it answers HTTP/1.1, which http:// servers are "
               "asked in, with a frame of HTTP/2; let it speak HTTP/1.1, too";
    return "the server does not speak HTTP/1: its answer begins with " +
           quote(bytes.substr(0, bytes.find_first_of("\r\n")));
}

}  // namespace sluice::http

#pragma once

#include <cstddef>
#include <string_view>

namespace sluice::http {

/// The fields that decide how a message is read, noted while its head is parsed, so that the rules
/// need not search for them. The values are views into the message's HeaderMap, until it changes.
struct ControlFields {
    struct Seen {
        size_t count = 0;
        std::string_view value;  ///< of the last one

        void note(std::string_view text) {
            ++count;
            value = text;
        }
    };

    Seen host;
    Seen contentLength;
    Seen transferEncoding;
    Seen connection;
    Seen keepAlive;
    Seen expect;
};

}  // namespace sluice::http

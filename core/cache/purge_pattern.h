#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sluice::cache {

/// Which stored responses to purge.
class PurgePattern {
public:
    enum class Kind : uint8_t {
        all,
        url,     ///< this one
        prefix,  ///< these and what follows
        glob,    ///< "*" any characters, "?" one; neither stops at "/"
        tag,     ///< Surrogate-Key or Cache-Tag, exactly
    };

    static PurgePattern all() { return PurgePattern(Kind::all, {}); }
    /// `text` is "http://host/path", or "/path" for every host; a glob may also have the wildcards
    /// in its host. Errors say what was expected.
    static Result<PurgePattern> make(Kind kind, std::string_view text);
    /// "all", "url:…", "prefix:…", "glob:…" or "tag:…"; a URL or path alone is a glob where it has
    /// a "*", else that URL.
    static Result<PurgePattern> parse(std::string_view text);

    Kind kind() const { return m_kind; }
    const std::string& text() const { return m_text; }
    /// What parse() reads back.
    std::string toText() const;

    /// `key` as keyFor() makes it, `tags` of one response.
    bool matches(std::string_view key, std::span<const std::string> tags) const;
    /// Whether it is of one key, which is text() then.
    bool isOneKey() const { return m_kind == Kind::url && !m_text.starts_with('/'); }
    /// Whether it can be told from the key alone.
    bool isOfKeys() const { return m_kind != Kind::tag; }

    bool operator==(const PurgePattern&) const = default;

private:
    PurgePattern(Kind kind, std::string text) : m_kind(kind), m_text(std::move(text)) {}

    Kind m_kind;
    std::string m_text;
};

/// "url"
std::string_view nameOf(PurgePattern::Kind kind);

}  // namespace sluice::cache

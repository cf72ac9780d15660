#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "target/target.h"

namespace aweigh {

/// Reads `name=value&name=value`, percent-encoded; `where` it stands is for the error ("its
/// query").
Result<std::vector<Parameter>> parse_parameters(const MarkedText& text, std::string_view piece,
                                                std::string_view where);

/// Reads what stands behind `scheme://` and before any fragment into hosts, user, password, path
/// and query of `target`. The last `@` ends the user information, as in Go's net/url, so a password
/// may hold one.
Result<void> parse_url_into(Target& target, const MarkedText& text, std::string_view piece);

/// Reads a decimal port, 1 to 65535.
Result<std::uint16_t> parse_port(std::string_view text);

/// Reads libpq's `key=value key='it\'s'` (PostgreSQL documentation, 34.1.1.1).
Result<std::vector<Parameter>> parse_key_value(const MarkedText& text, std::string_view piece);

/// Moves what libpq lets a query or a DSN say (`?host=/run/postgresql`) to the component it means.
Result<void> adopt_keywords(Target& target);

}  // namespace aweigh

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "target/target.h"

namespace aweigh {

/// Undoes percent-encoding (RFC 3986 §2.1). nullopt: a `%` without two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text);

/// Reads `name=value&name=value`, percent-encoded.
Result<std::vector<Parameter>> parse_query(std::string_view text);

/// Reads what stands behind `scheme://` into hosts, user, password, path and query of `target`. The
/// last
/// `@` ends the user information, as in Go's net/url, so a password may hold one.
Result<void> parse_url_into(Target& target, std::string_view rest);

/// Reads a decimal port, 1 to 65535.
Result<std::uint16_t> parse_port(std::string_view text);

/// Reads libpq's `key=value key='it\'s'` (PostgreSQL documentation, 34.1.1.1).
Result<std::vector<Parameter>> parse_key_value(std::string_view text);

}  // namespace aweigh

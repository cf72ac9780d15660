#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "target/placeholders.h"
#include "target/target.h"

namespace aweigh {

/// Reads `name=value&name=value`, percent-encoded; `where` it stands is for the error ("its
/// query").
Result<std::vector<Parameter>> parse_parameters(const MarkedText& text, std::string_view piece,
                                                std::string_view where);

/// Reads the text between `scheme://` and the fragment into hosts, user, password, path and query
/// of `target`. The last `@` ends the user information, as in Go's net/url, so a password
/// may hold one.
Result<void> parse_url_into(Target& target, const MarkedText& text, std::string_view piece);

/// Reads a decimal port, 1 to 65535.
Result<std::uint16_t> parse_port(std::string_view text);

}  // namespace aweigh

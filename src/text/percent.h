#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aweigh {

/// Percent-encodes (RFC 3986 §2.1) every byte for which not `stays`.
std::string percent_encode(std::string_view text, bool (*stays)(char));

/// Undoes percent-encoding. nullopt: a `%` without two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace aweigh

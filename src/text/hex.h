#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aweigh {

/// Two hexadecimal digits for each byte, in lower case.
std::string to_hex(std::string_view bytes);

/// The byte that two digits, in either case, stand for. nullopt: they are no two digits.
std::optional<char> parse_hex_byte(std::string_view digits);

}  // namespace aweigh

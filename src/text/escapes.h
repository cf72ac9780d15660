#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aweigh {

/// The bytes that a text with \r, \n, \t, \0, \\ and \xHH stands for. nullopt: something else
/// stands behind a backslash.
std::optional<std::string> unescape(std::string_view text);

}  // namespace aweigh

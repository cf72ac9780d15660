#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aweigh {

/// RFC 4648 §4, with its padding and without line ends.
std::string to_base64(std::string_view bytes);

/// nullopt: `text` is no such text.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace aweigh

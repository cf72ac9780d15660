#include "text/escapes.h"

#include <algorithm>
#include <iterator>

#include "text/hex.h"

namespace aweigh {
namespace {

struct Escape {
  char letter;
  char byte;
};
constexpr Escape kEscapes[] = {{'r', '\r'}, {'n', '\n'}, {'t', '\t'}, {'0', '\0'}, {'\\', '\\'}};

}  // namespace

std::optional<std::string> unescape(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    const char first = text.front();
    text.remove_prefix(1);
    if (first != '\\') {
      bytes += first;
      continue;
    }
    const char letter = text.empty() ? ' ' : text.front();
    const auto* known = std::ranges::find(kEscapes, letter, &Escape::letter);
    const auto byte = letter == 'x' ? parse_hex_byte(text.substr(1, 2)) : std::optional<char>();
    if (known != std::end(kEscapes)) {
      bytes += known->byte;
      text.remove_prefix(1);
    } else if (byte) {
      bytes += *byte;
      text.remove_prefix(3);
    } else {
      return std::nullopt;
    }
  }
  return bytes;
}

}  // namespace aweigh

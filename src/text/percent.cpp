#include "text/percent.h"

#include "text/case.h"
#include "text/hex.h"

namespace aweigh {

std::string percent_encode(std::string_view text, bool (*stays)(char)) {
  std::string encoded;
  for (const char& c : text) {
    if (stays(c)) {
      encoded += c;
    } else {
      encoded += '%' + upper(to_hex({&c, 1}));
    }
  }
  return encoded;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  while (!text.empty()) {
    if (!text.starts_with('%')) {
      decoded += text.front();
      text.remove_prefix(1);
      continue;
    }
    const auto byte = parse_hex_byte(text.substr(1, 2));
    if (!byte) {
      return std::nullopt;
    }
    decoded += *byte;
    text.remove_prefix(3);
  }
  return decoded;
}

}  // namespace aweigh

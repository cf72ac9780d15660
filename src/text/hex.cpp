#include "text/hex.h"

#include "text/case.h"

namespace aweigh {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

}  // namespace

std::string to_hex(std::string_view bytes) {
  std::string digits;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    digits += {kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
  return digits;
}

std::optional<char> parse_hex_byte(std::string_view digits) {
  const bool are_two = digits.size() == 2;
  const auto high = are_two ? kDigits.find(lower(digits[0])) : std::string_view::npos;
  const auto low = are_two ? kDigits.find(lower(digits[1])) : std::string_view::npos;
  return high < kDigits.size() && low < kDigits.size()
             ? std::optional(static_cast<char>(high << 4U | low))
             : std::nullopt;
}

}  // namespace aweigh

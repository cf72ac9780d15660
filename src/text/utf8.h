#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace aweigh {

/// The last place at or before `at` where `text` can be cut without cutting a character in two;
/// `at` itself where it is no UTF-8.
constexpr std::size_t character_boundary(std::string_view text, std::size_t at) {
  constexpr std::size_t kMostContinuations = 3;
  for (std::size_t back = 0; back <= kMostContinuations && back <= at; ++back) {
    const std::size_t here = at - back;
    if (here == text.size() || (static_cast<unsigned char>(text[here]) & 0xC0U) != 0x80) {
      return here;
    }
  }
  return at;
}

/// Length of the UTF-8 sequence at the beginning of `text`, which is not empty; 0: it is none (RFC
/// 3629 §4).
std::size_t sequence_length(std::string_view text);

/// The code point of a sequence that sequence_length() has measured.
char32_t code_point(std::string_view sequence);

/// The first byte that is not UTF-8 as PostgreSQL reads it (RFC 3629); nullopt: all of it is.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

}  // namespace aweigh

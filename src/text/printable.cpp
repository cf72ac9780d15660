#include "text/printable.h"

#include <algorithm>

#include "text/hex.h"
#include "text/utf8.h"

namespace aweigh {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

/// The characters that act on a terminal, or on the order of what it shows.
constexpr Range kActing[] = {
    {0x00, 0x1F},      // C0
    {0x7F, 0x9F},      // DEL, and C1 in UTF-8
    {0x061C, 0x061C},  // ARABIC LETTER MARK, the first of Unicode's bidirectional controls (UAX #9)
    {0x200E, 0x200F},  // LEFT-TO-RIGHT MARK, RIGHT-TO-LEFT MARK
    {0x2028, 0x2029},  // LINE SEPARATOR, PARAGRAPH SEPARATOR
    {0x202A, 0x202E},  // embeddings and overrides
    {0x2066, 0x2069},  // isolates
};

bool acts(char32_t character) {
  return std::ranges::any_of(kActing, [character](const Range& range) {
    return range.first <= character && character <= range.last;
  });
}

/// `text` with `instead(code)` in place of each character that acts.
template <class Instead>
std::string replace_acting(std::string_view text, Instead instead) {
  std::string shown;
  shown.reserve(text.size());
  while (true) {
    const auto plain = std::ranges::find_if(text, [](char c) { return c < ' ' || c > '~'; });
    shown.append(text.begin(), plain);  // nearly all of it, as a rule
    text.remove_prefix(static_cast<std::size_t>(plain - text.begin()));
    if (text.empty()) {
      return shown;
    }
    const std::size_t length = sequence_length(text);
    const std::string_view sequence = text.substr(0, std::max<std::size_t>(length, 1));
    text.remove_prefix(sequence.size());
    if (length == 0) {
      shown += '?';
    } else if (const char32_t code = code_point(sequence); acts(code)) {
      shown += instead(code);
    } else {
      shown += sequence;
    }
  }
}

char blank_or_mark(char32_t code) {
  return code >= U'\t' && code <= U'\r' ? ' ' : '?';
}

}  // namespace

std::string printable(std::string_view text) {
  return replace_acting(text, blank_or_mark);
}

std::string printable_lines(std::string_view text) {
  return replace_acting(text,
                        [](char32_t code) { return code == U'\n' ? '\n' : blank_or_mark(code); });
}

std::string printable_json(std::string_view json) {
  return replace_acting(json, [](char32_t code) {
    return "\\u" +
           to_hex(std::string{static_cast<char>(code >> 8U), static_cast<char>(code & 0xFFU)});
  });
}

}  // namespace aweigh

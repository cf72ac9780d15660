#include "text/width.h"

#include <algorithm>
#include <wchar.h>

#include "text/utf8.h"

namespace aweigh {
namespace {

/// musl knows the widths in every locale; glibc in one of UTF-8 only, and takes them for 1 else.
std::size_t width_of_character(char32_t character) {
  const int width = ::wcwidth(static_cast<wchar_t>(character));
  return width < 0 ? 1 : static_cast<std::size_t>(width);
}

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const std::size_t length = std::max<std::size_t>(sequence_length(text), 1);
    columns += width_of_character(code_point(text.substr(0, length)));
    text.remove_prefix(length);
  }
  return columns;
}

std::string_view first_columns(std::string_view text, std::size_t columns) {
  std::size_t end = 0;
  while (end < text.size()) {
    const std::size_t length = std::max<std::size_t>(sequence_length(text.substr(end)), 1);
    const std::size_t width = width_of_character(code_point(text.substr(end, length)));
    if (width > columns) {
      break;
    }
    columns -= width;
    end += length;
  }
  return text.substr(0, end);
}

std::string cut_to(std::string_view text, std::size_t columns, std::string_view mark) {
  if (width_of(text) <= columns) {
    return std::string(text);
  }
  const std::size_t left = columns - std::min(columns, width_of(mark));
  return std::string(first_columns(text, left)).append(mark);
}

}  // namespace aweigh

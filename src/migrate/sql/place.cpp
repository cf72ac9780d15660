#include "migrate/sql/place.h"

#include <algorithm>

#include "migrate/sql/mask.h"
#include "text/lines.h"

namespace aweigh::migrate {
namespace {

constexpr std::size_t kWidth = 100;  // most characters of a line that an excerpt shows
constexpr std::size_t kBefore = 60;  // most of them before the place

bool begins_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

std::size_t begin_of_line(std::string_view text, std::size_t offset) {
  const std::size_t newline = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  return newline == std::string_view::npos ? 0 : newline + 1;
}

std::string_view line_from(std::string_view text, std::size_t begin) {
  text.remove_prefix(begin);
  return take_line(text);
}

/// `line` from its character `first` on, as wide as an excerpt may be. Control characters become
/// spaces: a tab would move the caret, an escape sequence would reach the terminal.
std::string shown(std::string_view line, std::size_t first) {
  const std::size_t begin = std::min(offset_of_character(line, first + 1), line.size());
  line.remove_prefix(begin);
  const std::size_t end = offset_of_character(line, kWidth + 1);
  std::string text =
      (first > 0 ? "…" : "") + std::string(line.substr(0, end)) + (end < line.size() ? "…" : "");
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return text;
}

std::string numbered(std::size_t line, std::string_view text) {
  std::string number = std::to_string(line);
  number.insert(0, number.size() < 5 ? 5 - number.size() : 0, ' ');
  return number + " | " + std::string(text) + "\n";
}

}  // namespace

Place place_at(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  const std::string_view before = text.substr(0, offset);
  Place place;
  place.line += static_cast<std::size_t>(std::ranges::count(before, '\n'));
  place.column += count_characters(before.substr(begin_of_line(text, offset)));
  return place;
}

std::size_t offset_of_character(std::string_view text, std::size_t position) {
  std::size_t seen = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (begins_character(text[at]) && ++seen == position) {
      return at;
    }
  }
  return text.size();
}

std::string excerpt(std::string_view text, std::size_t offset) {
  const std::string masked = mask_passwords(text);
  text = masked;
  offset = std::min(offset, text.size());
  const Place place = place_at(text, offset);
  const std::size_t begin = begin_of_line(text, offset);
  const std::size_t first = place.column > kBefore + 1 ? place.column - 1 - kBefore : 0;
  std::string lines;
  if (begin > 0) {
    lines += numbered(place.line - 1, shown(line_from(text, begin_of_line(text, begin - 1)), 0));
  }
  lines += numbered(place.line, shown(line_from(text, begin), first));
  const std::size_t caret = place.column - 1 - first + (first > 0 ? 1 : 0);
  lines += "      | " + std::string(caret, ' ') + "^\n";
  const std::size_t next = text.find('\n', offset);
  if (next != std::string_view::npos && next + 1 < text.size()) {
    lines += numbered(place.line + 1, shown(line_from(text, next + 1), 0));
  }
  lines.pop_back();  // the last newline: the caller's to write
  return lines;
}

std::string place_words(const std::string& file, std::string_view text, std::size_t offset) {
  const Place place = place_at(text, offset);
  return file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

std::string pointer_to(const std::string& file, std::string_view text, std::size_t offset) {
  return "\n  at " + place_words(file, text, offset) + "\n" + excerpt(text, offset);
}

}  // namespace aweigh::migrate

#include "text/page.h"

#include "text/split.h"
#include "text/width.h"

namespace aweigh {
namespace {

/// Adds `words` to a text whose last line has got to column `at`; further lines begin there, too.
void append_words(std::string& text, std::size_t at, std::string_view words) {
  std::size_t column = at;
  while (!words.empty()) {
    const auto [word, rest] = cut(words, ' ');
    if (column > at && column + 1 + width_of(word) > kPageWidth) {
      text += '\n' + std::string(at, ' ');
      column = at;
    } else if (column > at) {
      text += ' ';
      ++column;
    }
    text += word;
    column += width_of(word);
    words = rest;
  }
}

}  // namespace

std::string paragraph(std::string_view words) {
  std::string text;
  append_words(text, 0, words);
  return text + '\n';
}

std::string two_columns(std::string_view left, std::size_t at, std::string_view right) {
  std::string text = "  " + std::string(left);
  if (right.empty()) {
    return text + '\n';
  }
  const std::size_t column = width_of(text);
  text += column + 2 > at ? '\n' + std::string(at, ' ') : std::string(at - column, ' ');
  append_words(text, at, right);
  return text + '\n';
}

}  // namespace aweigh

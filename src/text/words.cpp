#include "text/words.h"

namespace aweigh {

std::optional<std::vector<std::string>> split_words(std::string_view text) {
  std::vector<std::string> words;
  bool in_word = false;
  char quote = '\0';
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quote == '\0' && std::string_view(" \t\r\n").find(c) != std::string_view::npos) {
      in_word = false;
      continue;
    }
    if (!in_word) {
      words.emplace_back();
      in_word = true;
    }
    if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
    } else if (quote == c && quote != '\0') {
      quote = '\0';
    } else if (c == '\\' && quote != '\'' && at + 1 < text.size()) {
      const char next = text[++at];
      if (quote == '"' && std::string_view("\\\"$`").find(next) == std::string_view::npos) {
        words.back() += c;  // between double quotes a backslash protects these four only
      }
      words.back() += next;
    } else {
      words.back() += c;
    }
  }
  if (quote != '\0') {
    return std::nullopt;
  }
  return words;
}

}  // namespace aweigh

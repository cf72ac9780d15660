// A text or /a regular expression/ that the answer of a server must hold.
// The kinds of targets whose options say what to look for read it here.

#include "text/pattern.h"

#include <algorithm>
#include <array>
#include <utility>

namespace aweigh {
namespace {

constexpr char kSlash = '/';

}  // namespace

bool Pattern::is_expression(std::string_view text) {
  return text.size() > 2 && text.starts_with(kSlash) && text.ends_with(kSlash);
}

Pattern Pattern::of_words(std::string words) {
  Pattern pattern;
  pattern.words_ = std::move(words);
  return pattern;
}

void Pattern::Free::operator()(regex_t* expression) const {
  ::regfree(expression);
  delete expression;
}

tl::expected<Pattern, std::string> Pattern::read(std::string_view text) {
  if (!is_expression(text)) {
    return of_words(std::string(text));
  }
  Pattern pattern;
  const std::string expression(text.substr(1, text.size() - 2));
  // A regex_t that regcomp has refused must not be given to regfree.
  auto compiled = std::make_unique<regex_t>();
  const int status =
      ::regcomp(compiled.get(), expression.c_str(), REG_EXTENDED | REG_NEWLINE | REG_NOSUB);
  if (status != 0) {
    std::array<char, 128> words{};
    ::regerror(status, compiled.get(), words.data(), words.size());
    return tl::make_unexpected(std::string(words.data()));
  }
  pattern.expression_.reset(compiled.release());
  return pattern;
}

bool Pattern::matches(std::string_view text) const {
  if (!expression_) {
    return text.find(words_) != std::string_view::npos;
  }
  std::string lines(text);
  std::ranges::replace(lines, '\0', '\n');  // or regexec would not look behind it
  return ::regexec(expression_.get(), lines.c_str(), 0, nullptr, 0) == 0;
}

}  // namespace aweigh

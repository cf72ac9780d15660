#pragma once

#include <memory>
#include <regex.h>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace aweigh {

/// What a text must hold, as the user gave it: some words, or `/an expression/`.
class Pattern {
 public:
  /// `/…/` is an extended regular expression (POSIX.1-2008, XBD 9.4; regcomp(3)), anything else the
  /// text itself. The error is regerror's words, without any part of `text`.
  static tl::expected<Pattern, std::string> read(std::string_view text);

  /// Whether read() takes `text` for an expression.
  static bool is_expression(std::string_view text);

  /// The text itself, whatever it looks like.
  static Pattern of_words(std::string words);

  /// Whether `text` holds it somewhere. An expression is looked for line by line, as grep -E does:
  /// `^` and `$` are the ends of a line, and a NUL ends one as LF does.
  [[nodiscard]] bool matches(std::string_view text) const;

 private:
  struct Free {
    void operator()(regex_t* expression) const;
  };

  std::string words_;  // of no meaning where there is an expression
  std::unique_ptr<regex_t, Free> expression_;
};

}  // namespace aweigh

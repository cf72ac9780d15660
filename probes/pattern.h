#pragma once

#include <memory>
#include <regex.h>
#include <string>
#include <string_view>

#include "base/result.h"

namespace aweigh {

/// The bytes that a text with \r, \n, \t, \0, \\ and \xHH stands for. The error is a cause.
Result<std::string> unescape(std::string_view text);

/// What a server's words must hold.
class Pattern {
 public:
  /// Reads `/expression/`, a POSIX extended regular expression in which ^ and $ match at each line
  /// (regcomp(3)), or else escaped bytes. The error is a cause.
  static Result<Pattern> read(std::string_view text);

  /// For an expression a newline stands in the place of each NUL.
  [[nodiscard]] bool is_in(std::string_view words) const;

 private:
  struct Free {
    void operator()(regex_t* expression) const;
  };

  std::string bytes_;                          // if there is no expression
  std::unique_ptr<regex_t, Free> expression_;  // compiled
};

}  // namespace aweigh

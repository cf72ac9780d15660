#pragma once

#include <string>
#include <string_view>

namespace aweigh {

/// Keeps the last line of an output that is not blank: in its last line a program that fails says
/// why.
class LastLine {
 public:
  static constexpr std::size_t kLongest = 256;  ///< bytes; the rest of a line is dropped

  void add(std::string_view bytes);

  /// Without blanks around it; empty: there was none.
  [[nodiscard]] std::string text() const;

 private:
  std::string last_;
  std::string current_;
};

}  // namespace aweigh

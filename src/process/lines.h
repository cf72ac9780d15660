#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aweigh {

/// Cuts an output that comes in blocks into lines.
class Lines {
 public:
  static constexpr std::size_t kLongest = 2048;  ///< bytes; the rest is a line of its own

  /// The lines that `bytes` completes, without their newlines.
  std::vector<std::string> add(std::string_view bytes);

  /// Returns what stands behind the last newline, and forgets it.
  std::string take_rest();

 private:
  std::string current_;
};

}  // namespace aweigh

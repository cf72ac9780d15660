#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace aweigh {

/// A stranger's words, fit for a line of a log: of bearable length, without control characters.
inline std::string printable(std::string_view words) {
  constexpr std::size_t kLongest = 200;
  std::string line(words.substr(0, kLongest));
  std::ranges::replace_if(line, [](unsigned char c) { return c < ' ' || c == 0x7f; }, '?');
  return words.size() > kLongest ? line + "…" : line;
}

}  // namespace aweigh

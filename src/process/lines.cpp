#include "process/lines.h"

#include <utility>

#include "text/utf8.h"

namespace aweigh {

std::vector<std::string> Lines::add(std::string_view bytes) {
  std::vector<std::string> lines;
  for (const char c : bytes) {
    if (c == '\n') {
      lines.push_back(std::exchange(current_, {}));
      continue;
    }
    current_ += c;
    if (current_.size() > kLongest) {
      const std::size_t end = character_boundary(current_, kLongest);
      lines.push_back(current_.substr(0, end));
      current_.erase(0, end);
    }
  }
  return lines;
}

std::string Lines::take_rest() {
  return std::exchange(current_, {});
}

}  // namespace aweigh

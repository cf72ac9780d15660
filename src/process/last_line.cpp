#include "process/last_line.h"

namespace aweigh {
namespace {

constexpr std::string_view kBlanks = " \t\r\f\v";

bool is_blank(std::string_view line) {
  return line.find_first_not_of(kBlanks) == std::string_view::npos;
}

}  // namespace

void LastLine::add(std::string_view bytes) {
  for (const char c : bytes) {
    if (c == '\n') {
      if (!is_blank(current_)) {
        last_ = current_;
      }
      current_.clear();
    } else if (current_.size() < kLongest) {
      current_ += c;
    }
  }
}

std::string LastLine::text() const {
  const std::string& line = is_blank(current_) ? last_ : current_;
  if (is_blank(line)) {
    return "";
  }
  const std::size_t begin = line.find_first_not_of(kBlanks);
  return line.substr(begin, line.find_last_not_of(kBlanks) + 1 - begin);
}

}  // namespace aweigh

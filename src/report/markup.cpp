#include "report/markup.h"

#include <array>
#include <cstdio>

namespace aweigh {

Markup& Markup::operator<<(std::string_view piece) {
  text += piece;
  return *this;
}

Markup& Markup::operator<<(int length) {
  return *this << std::to_string(length);
}

Markup& Markup::operator<<(double length) {
  std::array<char, 32> digits{};
  std::snprintf(digits.data(), digits.size(), "%.1f", length);
  return *this << digits.data();
}

}  // namespace aweigh

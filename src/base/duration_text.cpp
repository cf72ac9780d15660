#include "base/duration_text.h"

#include <array>
#include <cstdio>

namespace aweigh {

std::string to_text(Duration length) {
  const std::int64_t ms = to_ms(length);
  std::array<char, 32> text{};
  if (ms < 1) {
    return "<1 ms";
  }
  if (ms < 1000) {
    std::snprintf(text.data(), text.size(), "%lld ms", static_cast<long long>(ms));
  } else if (ms < 60'000) {
    std::snprintf(text.data(), text.size(), ms < 10'000 ? "%.2f s" : "%.1f s",
                  static_cast<double>(ms) / 1000);
  } else {
    std::snprintf(text.data(), text.size(), "%lldm%llds", static_cast<long long>(ms / 60'000),
                  static_cast<long long>(ms / 1000 % 60));
  }
  return text.data();
}

std::string to_short_text(Duration length) {
  const std::int64_t ms = to_ms(length);
  if (ms < 1000 || ms >= 120'000) {
    return to_text(length);
  }
  return ms < 10'000 && ms % 1000 != 0 ? to_text(length) : std::to_string(ms / 1000) + " s";
}

}  // namespace aweigh

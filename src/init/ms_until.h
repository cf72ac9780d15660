#pragma once

#include <algorithm>
#include <climits>
#include <cstdint>

#include "base/time.h"

namespace aweigh {

/// Milliseconds from `now` to `then`, rounded up, as poll(2) takes them; 0: it is over.
constexpr int ms_until(Clock::time_point then, Clock::time_point now) {
  const std::int64_t left = std::chrono::ceil<std::chrono::milliseconds>(then - now).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, INT_MAX));
}

}  // namespace aweigh

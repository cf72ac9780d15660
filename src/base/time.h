#pragma once

#include <chrono>

namespace aweigh {

using Clock = std::chrono::steady_clock;
using Duration = std::chrono::nanoseconds;

/// `none` on the command line: no limit.
inline constexpr Duration kForever = Duration::max();

/// `now + length`, or the end of time where that would overflow.
constexpr Clock::time_point deadline_after(Clock::time_point now, Duration length) {
  return length > Clock::time_point::max() - now ? Clock::time_point::max() : now + length;
}

}  // namespace aweigh

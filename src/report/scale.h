#pragma once

#include <string>
#include <vector>

#include "base/time.h"

// The axis of time. Pure.

namespace aweigh {

/// The distance between two marks of an axis that ends at `total`, so that there are at most `most`
/// of them after 0: 1, 2 or 5 of a power of ten, or what is round in minutes and hours.
Duration tick_step(Duration total, int most);

/// "0", "20 ms", "1.5 s", "1m30s", "2h". Half seconds are "0.5 s" where a `step` of the axis is so
/// long.
std::string tick_text(Duration at, Duration step);

}  // namespace aweigh

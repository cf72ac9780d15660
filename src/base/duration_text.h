#pragma once

#include <cstdint>
#include <string>

#include "base/time.h"

namespace aweigh {

/// As people read it: "12 ms", "3.02 s", "1m30s".
std::string to_text(Duration length);

/// A limit, as it would be written: "500 ms", "60 s", "5m0s"; or a time in whole seconds.
std::string to_short_text(Duration length);

/// Whole milliseconds, for machines.
constexpr std::int64_t to_ms(Duration length) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(length).count();
}

}  // namespace aweigh

#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace aweigh {

/// Reads `500ms`, `2s`, `1m30s`, `1h`, a bare number of seconds (`1.5`), or `none` (kForever).
/// nullopt: it is none of these, negative, or over a hundred years.
std::optional<Duration> parse_duration(std::string_view text);

}  // namespace aweigh

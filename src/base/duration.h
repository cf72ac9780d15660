#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace aweigh {

/// Reads `500ms`, `2s`, `1m30s`, `1h`, `1d`, also written sec, min, hour, hours, in any case; a
/// bare number of seconds (`1.5`), or `none` (kForever). nullopt: it is none of these, negative, or
/// over a hundred years.
std::optional<Duration> parse_duration(std::string_view text);

/// Reads one into a field. The error shows `text` and says how to write it.
Result<void> take_duration(Duration& into, std::string_view text);

/// The same for a duration that must end: `none` is refused.
Result<void> take_delay(Duration& into, std::string_view text);

/// The same for a duration that must not be 0.
Result<void> take_limit(Duration& into, std::string_view text);

/// The same for a duration that must be neither 0 nor `none`.
Result<void> take_interval(Duration& into, std::string_view text);

}  // namespace aweigh

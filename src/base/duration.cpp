#include "base/duration.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "text/case.h"

namespace aweigh {
namespace {

struct Unit {
  std::string_view name;
  double seconds;
};
constexpr double kMinute = 60;
constexpr double kHour = 60 * kMinute;
constexpr double kDay = 24 * kHour;
constexpr std::array kUnits = {
    Unit{"s", 1},         Unit{"ms", 1e-3},    Unit{"m", kMinute},
    Unit{"h", kHour},     Unit{"d", kDay},     Unit{"sec", 1},
    Unit{"min", kMinute}, Unit{"hour", kHour}, Unit{"hours", kHour},
};
constexpr double kCentury = 100 * 365 * kDay;

/// Takes a plain decimal number off the front of `text`.
std::optional<double> take_number(std::string_view& text) {
  const auto length = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::string digits(text.substr(0, length));
  char* end = nullptr;
  const double number = std::strtod(digits.c_str(), &end);
  if (end == digits.c_str() || *end != '\0') {
    return std::nullopt;
  }
  text.remove_prefix(length);
  return number;
}

/// Takes a unit off the front of `text`; its length in seconds.
std::optional<double> take_unit(std::string_view& text) {
  const auto name = text.substr(0, text.find_first_of("0123456789."));
  const auto* const unit = std::ranges::find_if(
      kUnits, [name](const Unit& candidate) { return same_in_any_case(candidate.name, name); });
  if (unit == kUnits.end()) {
    return std::nullopt;
  }
  text.remove_prefix(name.size());
  return unit->seconds;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  if (same_in_any_case(text, "none")) {
    return kForever;
  }
  double seconds = 0;
  for (bool first = true; first || !text.empty(); first = false) {
    const auto number = take_number(text);
    if (!number) {
      return std::nullopt;
    }
    const auto unit = first && text.empty() ? 1 : take_unit(text);
    if (!unit) {
      return std::nullopt;
    }
    seconds += *number * *unit;
  }
  if (seconds > kCentury) {
    return std::nullopt;
  }
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

Result<void> take_duration(Duration& into, std::string_view text) {
  const auto length = parse_duration(text);
  if (!length) {
    return fail(ExitCode::usage,
                '"' + std::string(text) + "\" is no duration (write 500ms, 2s, 1m30s, 1h or none)");
  }
  into = *length;
  return {};
}

Result<void> take_delay(Duration& into, std::string_view text) {
  return parse_duration(text) == kForever ? fail(ExitCode::usage, "it must end (write 500ms or 2s)")
                                          : take_duration(into, text);
}

Result<void> take_limit(Duration& into, std::string_view text) {
  return parse_duration(text) == Duration::zero() ? fail(ExitCode::usage, "it must not be 0")
                                                  : take_duration(into, text);
}

Result<void> take_interval(Duration& into, std::string_view text) {
  const auto length = parse_duration(text);
  if (!length || *length == kForever || *length == Duration::zero()) {
    return fail(ExitCode::usage,
                '"' + std::string(text) + "\" is no length of time (write 500ms, 2s or 1m)");
  }
  into = *length;
  return {};
}

}  // namespace aweigh

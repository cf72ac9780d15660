#pragma once

#include <string>
#include <string_view>

#include "base/duration.h"
#include "options/options.h"

// What most rows of the option table do with a value: put it into the field at the end of a path,
// as in set_true<&Options::wait, &WaitOptions::start_anyway>.

namespace aweigh {

template <auto... path>
Result<void> set_true(Options& options, std::string_view) {
  (options.*....*path) = true;
  return {};
}

template <auto... path>
Result<void> set_text(Options& options, std::string_view value) {
  (options.*....*path) = std::string(value);
  return {};
}

template <auto... path>
Result<void> set_duration(Options& options, std::string_view value) {
  return take_duration((options.*....*path), value);
}

template <auto... path>
Result<void> set_delay(Options& options, std::string_view value) {
  return take_delay((options.*....*path), value);
}

template <auto... path>
Result<void> set_limit(Options& options, std::string_view value) {
  return take_limit((options.*....*path), value);
}

/// As set_limit, into an optional.
template <auto... path>
Result<void> set_given_limit(Options& options, std::string_view value) {
  return take_limit((options.*....*path).emplace(), value);
}

template <auto... path>
Result<void> set_interval(Options& options, std::string_view value) {
  return take_interval((options.*....*path), value);
}

}  // namespace aweigh

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/duration.h"
#include "options/options.h"

// What most rows of the option table do with a value: put it into the field at the end of a path,
// as in set_true<&Options::supervision, &Supervision::group>.

namespace aweigh {

using Kinds = std::span<const TargetKind>;

template <auto... path>
Result<void> set_true(Options& options, std::string_view, Kinds) {
  (options.*....*path) = true;
  return {};
}

template <auto... path>
Result<void> set_text(Options& options, std::string_view value, Kinds) {
  (options.*....*path) = std::string(value);
  return {};
}

template <auto... path>
Result<void> set_duration(Options& options, std::string_view value, Kinds) {
  return take_duration((options.*....*path), value);
}

template <auto... path>
Result<void> set_limit(Options& options, std::string_view value, Kinds) {
  return take_limit((options.*....*path), value);
}

/// By a function that needs no kinds.
template <auto take>
Result<void> set_by(Options& options, std::string_view value, Kinds) {
  return take(options, value);
}

}  // namespace aweigh

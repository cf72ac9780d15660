#pragma once

#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "actions/actions.h"
#include "options/options.h"
#include "probes/registry.h"

// What the tests of the command line share.

namespace aweigh {

using Texts = std::vector<const char*>;

inline Result<Options> read(Texts words, const Texts& environment = {}) {
  words.insert(words.begin(), "aweigh");
  return parse_options(words, environment, {actions(), target_kinds()});
}

inline Options accepted(const Texts& words, const Texts& environment = {}) {
  auto options = read(words, environment);
  REQUIRE_MESSAGE(options.has_value(), (options ? "" : options.error().message));
  return std::move(*options);
}

inline std::string refused(const Texts& words, const Texts& environment = {}) {
  const auto options = read(words, environment);
  REQUIRE_FALSE(options.has_value());
  CHECK(options.error().code == ExitCode::usage);
  return options.error().message;
}

}  // namespace aweigh

#pragma once

#include <cstdlib>
#include <string>

namespace aweigh {

/// What this process' environment has for `name`; empty: nothing.
inline std::string environment_variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace aweigh

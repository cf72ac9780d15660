#pragma once

#include <cstdlib>
#include <string>

namespace aweigh {

/// The value of `name` in this process's environment; empty if it is not set.
inline std::string environment_variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace aweigh

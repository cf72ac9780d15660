#pragma once

#include <span>

namespace aweigh {

/// The whole program but for the supervisor's fast path: returns the code to exit with, or turns
/// this process into the service. `argv` and `environment` as main() got them.
int run(std::span<const char* const> argv, std::span<const char* const> environment) noexcept;

}  // namespace aweigh

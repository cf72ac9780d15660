#pragma once

#include <span>

#include "base/signals.h"

namespace aweigh {

/// The whole program but for the supervisor's fast path: returns the code to exit with, or turns
/// this process into the service. `argv` and `environment` as main() got them. All signals must be
/// blocked; `inherited` is the mask from before, which the service gets back.
int run(std::span<const char* const> argv, std::span<const char* const> environment,
        SignalSet inherited) noexcept;

}  // namespace aweigh

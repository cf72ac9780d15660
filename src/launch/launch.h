#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "init/init.h"
#include "init/signals.h"

namespace aweigh {

/// Takes our own variables (`AWEIGH_…`), which may hold credentials that are not the service's, out
/// of this process' environment.
void drop_own_variables();

/// Turns this process into `command`, looked up in PATH, with `mask` as its blocked signals.
/// Returns only if that fails: not_found for what does not exist, else not_executable.
Error launch(const std::vector<std::string>& command, SignalSet mask, const Lifeline& lifeline);

}  // namespace aweigh

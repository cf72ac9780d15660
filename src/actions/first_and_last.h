#pragma once

#include <string_view>
#include <vector>

#include "base/leave.h"
#include "options/options.h"
#include "preflight/timeline.h"
#include "wait/waiter.h"

// The first line of an action that waits, and the last ones.

namespace aweigh {

/// Says what will happen: what is waited for, for how long, and `then` ("then migrating /m"; "":
/// nothing). Silent where nothing is waited for.
void tell_start(const std::vector<Watched>& targets, const WaitLimits& limits,
                std::string_view then = {});

/// Writes the summary of a run that has succeeded.
void tell_end(const Timeline& timeline, std::string_view outcome = "done");

/// Writes the summary of a run that has failed.
Leave leave_run(const Timeline& timeline, const Error& error);

/// One or the other.
Leave leave_run_after(const Timeline& timeline, const Result<void>& done);

}  // namespace aweigh

#pragma once

#include "base/leave.h"
#include "explanation/explanation.h"
#include "options/options.h"

// --explain: what an action would do, without any of it. Nothing is contacted.

namespace aweigh {

/// Prints the explanation on stdout. Leaves with ExitCode::usage if the action could not run, as
/// far as that can be seen without contacting anything.
Leave explain(Options& options);

/// ActionRow::explain of each action that works with servers.
void explain_run(const Options& options, Explanation& explanation);
void explain_wait(const Options& options, Explanation& explanation);
void explain_check(const Options& options, Explanation& explanation);
void explain_lock(const Options& options, Explanation& explanation);
void explain_migrate(const Options& options, Explanation& explanation);

/// No retry of any kind: what `check` makes of the limits of its targets.
void limit_to_one_attempt(WaitLimits& limits);

}  // namespace aweigh

#pragma once

#include <string>
#include <string_view>

#include "preflight/timeline.h"

// A run in a few words, made from its timeline.

namespace aweigh {

/// "all 2 targets are ready after 3.20 s: postgres://db:5432/app after 3.20 s, redis://cache:6379
/// after 12 ms"; of many targets only those that took longest.
std::string ready_words(const WaitHistory& targets, Clock::time_point now);

/// "40 applied in 4.20 s, the schema is at version 40", or "…; /core is at version 38, /plugin at
/// version 2"; "": no file was run to its end.
std::string applied_words(const migrate::History& schema, Clock::time_point now);

/// `[{"directory":"/core","version":38},…]`, the version only where it is known; "": there is one
/// directory.
std::string directories_json(const migrate::History& schema);

/// Writes the event `summary`: the milliseconds of the wait, of each target, of the lock and of the
/// migrations. JSON only, because the lines of a text log have told all of it. `outcome` is
/// "starting", "done", or why the run has failed.
void log_summary(const Timeline& timeline, std::string_view outcome, Clock::time_point now);

}  // namespace aweigh

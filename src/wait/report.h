#pragma once

// What became of the targets, as text, as JSON, and as the result of the whole wait.

#include <string>

#include "base/log.h"
#include "base/result.h"
#include "base/time.h"
#include "wait/history.h"

namespace aweigh {

/// "ready", "pending" or "rejected", by its last answer; or "unneeded".
const char* outcome_of(const TargetHistory& target);

/// A line per target: "ready      tcp://db:5432", "not ready  redis://cache:6379: Connection
/// refused (connect)".
std::string to_text(const WaitHistory& targets);

/// A line per target that we do not go on without: "redis://cache:6379: Connection refused
/// (connect); is it the right port, and is the service up? (63 attempts in 60.0 s)".
std::string complaints(const WaitHistory& targets, Clock::time_point now);

/// `{"outcome":"ready","targets":[{"target":…,"outcome":…,"attempts":…,"elapsed_ms":…,
/// "stage":…,"error":…,"advice":…}]}` on one line; the last three only where a target is
/// not ready.
std::string to_json(const WaitHistory& targets, Clock::time_point now);

/// Logs each target that is not ready at `level`, with its last answer and what to do about it; the
/// optional ones as warnings.
void log_unready(const WaitHistory& targets, LogLevel level, Clock::time_point now);

/// ok when all but the optional ones are ready; otherwise `rejected` if a rejection was among the
/// last answers, else `timed_out`: how long it was, by which option, and how many are left.
Result<void> judge(const WaitHistory& targets, Clock::time_point now);

/// The error of a wait that something else has ended, with how long it was and how many are left.
Error ended_early(const Error& error, const WaitHistory& targets, Clock::time_point now);

}  // namespace aweigh

#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "base/time.h"

namespace aweigh {

/// How the program ends: the code to exit with, and the sentence that says why; empty where all is
/// said, or nothing is to be.
struct Leave {
  int code = 0;
  std::string words;
  std::shared_ptr<const ErrorDetail> detail = {};
  std::optional<Clock::time_point> begun = {};  ///< the start of the run that has failed
};

inline Leave leave_with(const Error& error) {
  return {static_cast<int>(error.code), error.message, error.detail};
}

/// What `done` comes to for an action that has nothing more to do.
inline Leave leave_after(const Result<void>& done) {
  return done ? Leave() : leave_with(done.error());
}

/// A code of ours, and what another program leaves with in its place.
struct CodeOfPeer {
  ExitCode ours;
  int theirs;
};

/// From now on leave() leaves with these in place of ours; not owned. The sentences stay.
void leave_with_codes_of(std::span<const CodeOfPeer> peer);

/// Tells the log and /dev/termination-log why; returns the code to exit with.
int leave(const Leave& end);

}  // namespace aweigh

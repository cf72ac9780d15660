#pragma once

// What became of the targets, as text, as JSON, and as the result of the whole wait.

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "probes/answer.h"
#include "wait/progress.h"

namespace aweigh {

/// What became of one target.
struct TargetReport {
  std::string name;
  Progress::State state = Progress::State::waiting;
  int attempts = 0;
  Answer answer;
  Duration waited = Duration::zero();  ///< until it was ready, or given up
  bool optional = false;

  [[nodiscard]] bool ready() const { return state == Progress::State::ready; }
  /// "redis://cache:6379: Connection refused (connect)", with the advice if there is any.
  [[nodiscard]] std::string complaint() const;
};

/// A line per target: "ready      tcp://db:5432", "not ready  redis://cache:6379: Connection
/// refused (connect)".
std::string to_text(const std::vector<TargetReport>& reports);

/// A line per target that we do not go on without: "redis://cache:6379: Connection refused
/// (connect)".
std::string complaints(const std::vector<TargetReport>& reports);

/// `{"outcome":"ready","targets":[{"target":…,"outcome":…,"attempts":…,"elapsed_ms":…,
/// "last_stage":…,"last_error":…,"advice":…}]}` on one line; the last three only where a target is
/// not ready.
std::string to_json(const std::vector<TargetReport>& reports);

/// Whether all but the optional ones are ready.
bool all_ready(const std::vector<TargetReport>& reports);

/// ok when all but the optional ones are ready; otherwise logs each target that is not, and returns
/// `rejected` if a rejection was among the last answers, else `timed_out`.
Result<void> judge(const std::vector<TargetReport>& reports);

}  // namespace aweigh

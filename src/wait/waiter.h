#pragma once

#include <asio/awaitable.hpp>
#include <memory>
#include <string>
#include <vector>

#include "probes/probe.h"
#include "wait/progress.h"

namespace aweigh {

/// A target that is waited for, and by which probe.
struct Watched {
  std::string name;  ///< redacted
  std::unique_ptr<Probe> probe;
  WaitLimits limits;
  bool inverted = false;  ///< ready when it is gone
};

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

/// Probes all targets at the same time until each is ready or timed out, or one that is not
/// optional is rejected for good: that ends the whole wait. At most `most_at_once` attempts are
/// under way. Logs how they fare. The reports come in the order of `targets`.
asio::awaitable<std::vector<TargetReport>> wait_for(std::vector<Watched> targets,
                                                    std::size_t most_at_once);

/// ok when all but the optional ones are ready; otherwise says what is not, target by target in the
/// log, and returns `rejected` if a rejection was among the last answers, else `timed_out`.
Result<void> judge(const std::vector<TargetReport>& reports);

}  // namespace aweigh

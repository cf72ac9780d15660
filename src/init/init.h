#pragma once

#include "base/fd.h"
#include "base/result.h"
#include "init/signals.h"
#include "init/supervisor.h"

namespace aweigh {

/// The preflight's line to its supervisor; without one, what is said on it goes nowhere. It is
/// closed by the exec that it announces, so its end cannot be missed or faked.
class Lifeline {
 public:
  Lifeline() = default;
  explicit Lifeline(Fd fd) : fd_(std::move(fd)) {}

  void say(char word) const;

 private:
  Fd fd_;
};

/// Splits this process in two: the parent stays as supervisor and never returns from here; the
/// child does, to become the service. As PID 1 the child gets a process group of its own and the
/// terminal; otherwise it stays in ours and the parent becomes a child subreaper. All signals must
/// be blocked. The returned lifeline is to stay open until the exec of the service closes it.
Result<Lifeline> become_init(LogLevel log_level, LogFormat log_format);

}  // namespace aweigh

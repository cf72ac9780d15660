#pragma once

#include <string>

#include "base/time.h"
#include "wait/progress.h"

namespace aweigh {

/// Tells the log how one target fares: at once when it is ready, otherwise when there is something
/// new to say, and every now and then that it is still waited for.
class News {
 public:
  /// `target` is redacted.
  News(std::string target, bool inverted) : target_(std::move(target)), inverted_(inverted) {}

  /// To be called after each attempt.
  void tell(const Progress& progress, Clock::time_point now);

 private:
  void tell_ready(const Progress& progress, Clock::time_point now) const;
  void tell_pending(const Progress& progress, Clock::time_point now);
  [[nodiscard]] std::string still_waiting(const Progress& progress, Clock::time_point now) const;

  std::string target_;
  bool inverted_;
  std::string told_;  // what the log was told last
  Clock::time_point told_at_;
};

}  // namespace aweigh

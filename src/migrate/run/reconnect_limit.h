#pragma once

#include <optional>

#include "base/time.h"

// How long a lost server may stay away. Run and LockHolder connect again until this is over.

namespace aweigh::migrate {

/// Counts from the first loss. Progress between two losses begins the count anew.
class ReconnectLimit {
 public:
  explicit ReconnectLimit(Duration timeout) : timeout_(timeout) {}

  /// The server is lost. False: it was lost for too long.
  bool allows_another(Clock::time_point now) {
    if (!until_) {
      until_ = deadline_after(now, timeout_);
    }
    return now < *until_;
  }

  /// Whether the server was lost before, and may still come back.
  [[nodiscard]] bool is_running(Clock::time_point now) const { return until_ && now < *until_; }

  void reset() { until_.reset(); }

 private:
  Duration timeout_;
  std::optional<Clock::time_point> until_;
};

}  // namespace aweigh::migrate

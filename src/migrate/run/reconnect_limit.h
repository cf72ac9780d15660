#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

// How long a lost server may stay away. Run and LockHolder connect again until this is over.

namespace aweigh::migrate {

/// Counts from the first loss. Progress between two losses begins the count anew.
class ReconnectLimit {
 public:
  explicit ReconnectLimit(Duration timeout) : timeout_(timeout) {}

  /// The server is lost. False: it was lost for too long.
  bool allows_another(Clock::time_point now);

  /// Whether the server was lost before, and may still come back.
  [[nodiscard]] bool is_running(Clock::time_point now) const {
    return lost_at_ && now < deadline_after(*lost_at_, timeout_);
  }

  void reset() { lost_at_.reset(); }

  /// "trying again for up to 60 s (--timeout)": what is left, while it is running.
  [[nodiscard]] std::string plan(Clock::time_point now) const;

  /// Tells the log every five seconds, while it is running, that another attempt to reach the
  /// redacted `target` has failed with `error`.
  void tell(std::string_view target, const Error& error, Clock::time_point now);

 private:
  Duration timeout_;
  std::optional<Clock::time_point> lost_at_;
  Clock::time_point next_line_;
};

}  // namespace aweigh::migrate

#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <csignal>
#include <memory>

#include "base/time.h"

namespace aweigh {

/// Ends the process when its loop does not come round for five seconds of processor time: a server
/// can keep a library busy for hours, and the loop's timers and stop signals wait meanwhile. A
/// SCRAM server, for one, says how often the password is to be hashed. Processor time, because a
/// process that is starved, stopped or frozen is no such case.
///
/// It is ITIMER_PROF with a handler of SIGPROF, which is not blocked meanwhile. The timer would
/// outlive an exec, and does not outlive this object. One at a time.
class Watchdog {
 public:
  /// `between_meals`: no more processor time goes by between two rounds of a loop that is well.
  explicit Watchdog(asio::io_context& loop, Duration between_meals = std::chrono::seconds(2));
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  void feed();

  asio::steady_timer next_meal_;
  Duration between_meals_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // for a meal that comes too late
  struct sigaction before_{};
};

}  // namespace aweigh

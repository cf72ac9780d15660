#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <functional>

#include "base/signals.h"
#include "base/time.h"

namespace aweigh {

/// TERM, INT, QUIT and HUP, but for those that were inherited as ignored.
SignalSet stop_signals();

/// The stop signals, read from a signalfd on the loop. They must be blocked. The first one stops
/// what is being done; a later one ends the process at once, but for a repetition within half a
/// second: what is sent to a whole process group comes once more through a supervisor.
class StopSignals {
 public:
  explicit StopSignals(const asio::any_io_executor& loop);

  /// What the first signal calls, with its number; at once if it has already come.
  void on_stop(std::function<void(int)> stop);

  /// The number of the first signal; 0: none has come.
  [[nodiscard]] int received() const { return received_; }

 private:
  void watch();
  void take();

  SignalSet signals_;
  asio::posix::stream_descriptor descriptor_;
  std::function<void(int)> stop_;
  int received_ = 0;
  Clock::time_point received_at_;
};

}  // namespace aweigh

#include "preflight/stop_signals.h"

#include <unistd.h>
#include <utility>

#include "base/exit_code.h"

namespace aweigh {
namespace {

constexpr SignalSet kStopSignals = set_of(SIGTERM, SIGINT, SIGQUIT, SIGHUP);

}  // namespace

StopSignals::StopSignals(const asio::any_io_executor& loop)
    : signals_(kStopSignals & ~ignored_signals(kStopSignals)),
      descriptor_(loop, open_signalfd(signals_)) {
  watch();
}

void StopSignals::on_stop(std::function<void(int)> stop) {
  stop_ = std::move(stop);
  if (received_ != 0) {
    stop_(received_);
  }
}

void StopSignals::watch() {
  descriptor_.async_wait(asio::posix::descriptor_base::wait_read, [this](std::error_code error) {
    if (!error) {
      take();
      watch();
    }
  });
}

void StopSignals::take() {
  siginfo_t info;
  while (take_signal(signals_, info)) {
    if (received_ != 0) {
      ::_exit(static_cast<int>(signal_exit(info.si_signo)));
    }
    received_ = info.si_signo;
    if (stop_) {
      stop_(received_);
    }
  }
}

}  // namespace aweigh

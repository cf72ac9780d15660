#include "preflight/stop_signals.h"

#include <cerrno>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "base/exit_code.h"
#include "base/log.h"

// TERM, INT, QUIT and HUP during the preflight, read on its loop.

namespace aweigh {
namespace {

constexpr auto kRepetition = std::chrono::milliseconds(500);

/// Every Linux has signalfd(2); a seccomp profile may refuse it.
int checked_signalfd(SignalSet signals) {
  const int fd = open_signalfd(signals);
  if (fd < 0) {
    throw std::system_error(errno, std::generic_category(), "cannot wait for signals: signalfd");
  }
  return fd;
}

}  // namespace

SignalSet stop_signals() {
  constexpr SignalSet kSignals = set_of(SIGTERM, SIGINT, SIGQUIT, SIGHUP);
  return kSignals & ~ignored_signals(kSignals);
}

StopSignals::StopSignals(const asio::any_io_executor& loop)
    : signals_(stop_signals()), descriptor_(loop, checked_signalfd(signals_)) {
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
    const auto now = Clock::now();
    if (received_ == info.si_signo && now - received_at_ < kRepetition) {
      continue;
    }
    if (received_ != 0) {
      log_event(LogLevel::error, "failed",
                std::string(signal_name(info.si_signo)) + " again: leaving at once",
                {{"exit_code", static_cast<int>(signal_exit(info.si_signo))},
                 {"reason", row_of(signal_exit(info.si_signo)).reason},
                 {"signal", signal_name(info.si_signo)}});
      ::_exit(static_cast<int>(signal_exit(info.si_signo)));
    }
    received_ = info.si_signo;
    received_at_ = now;
    if (stop_) {
      stop_(received_);
    }
  }
}

}  // namespace aweigh

// Ends a preflight that hangs in a library; StoppableLoop makes one for each piece of work.

#include "preflight/watchdog.h"

#include <csignal>
#include <string_view>
#include <sys/syscall.h>
#include <sys/time.h>
#include <system_error>
#include <unistd.h>

#include "base/exit_code.h"
#include "base/log.h"
#include "base/signals.h"
#include "base/writable.h"

namespace aweigh {
namespace {

constexpr int kPatience = 5;  // seconds of processor time

constexpr std::string_view kText =
    "aweigh: error: a server has kept a library busy for 5 s of processor time: leaving\n";
// Without the time: nothing that formats one may be called in a signal handler.
constexpr std::string_view kJson =
    R"({"level":"error","event":"failed","msg":"a server has kept a library busy for 5 s of )"
    R"(processor time: leaving","exit_code":70,"reason":"internal"})"
    "\n";

/// musl unblocks the signals that it keeps for threads when a program installs its first handler.
/// One of them that somebody has sent us would end us there. It is for the service: then SIGPROF
/// has no handler, and the supervisor tells what ended us.
constexpr SignalSet kOfMusl = set_of(33, 34);

bool is_pending(SignalSet signals) {
  SignalSet pending = 0;
  ::syscall(SYS_rt_sigpending, &pending, sizeof pending);
  return (pending & signals) != 0;
}

void set_timer(int seconds) {
  itimerval timer{};
  timer.it_value.tv_sec = seconds;
  ::setitimer(ITIMER_PROF, &timer, nullptr);
}

void leave(int, siginfo_t* info, void*) {
  if (info->si_code <= 0) {
    return;  // another process has sent it
  }
  const std::string_view words = log_format() == LogFormat::json ? kJson : kText;
  if (writable_now(STDERR_FILENO)) {
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, words.data(), words.size());
  }
  ::_exit(static_cast<int>(ExitCode::internal));
}

}  // namespace

Watchdog::Watchdog(asio::io_context& loop, Duration between_meals)
    : next_meal_(loop), between_meals_(between_meals) {
  struct sigaction action{};
  action.sa_sigaction = leave;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  const SignalSet blocked = set_signal_mask(kAllSignals);
  if (!is_pending(kOfMusl)) {
    ::sigaction(SIGPROF, &action, &before_);
  }
  set_signal_mask(blocked & ~set_of(SIGPROF));
  feed();
}

Watchdog::~Watchdog() {
  *alive_ = false;
  set_timer(0);
  set_signal_mask(set_signal_mask(kAllSignals) | set_of(SIGPROF));
  siginfo_t late;
  take_signal(set_of(SIGPROF), late);
  ::sigaction(SIGPROF, &before_, nullptr);
}

void Watchdog::feed() {
  set_timer(kPatience);
  next_meal_.expires_after(between_meals_);
  // A stopped loop keeps a meal that was due, for its next run: nobody can cancel it any more.
  next_meal_.async_wait([this, alive = alive_](const std::error_code& cancelled) {
    if (*alive && !cancelled) {
      feed();
    }
  });
}

}  // namespace aweigh

#include "init/terminal.h"

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

#include "base/fd.h"

namespace aweigh {

bool pass_terminal(pid_t from, pid_t to) noexcept {
  const Fd terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  const pid_t foreground = terminal ? ::tcgetpgrp(terminal.get()) : -1;
  return foreground == to || (foreground == from && ::tcsetpgrp(terminal.get(), to) == 0);
}

SignalSet sent_by_terminal() noexcept {
  constexpr SignalSet kByKey = set_of(SIGINT, SIGQUIT, SIGTSTP, SIGWINCH);
  constexpr SignalSet kHangUp = set_of(SIGHUP, SIGCONT);
  return ::getsid(0) == ::getpid() ? kByKey : kByKey | kHangUp;
}

}  // namespace aweigh

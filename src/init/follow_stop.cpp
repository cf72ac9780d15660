// Job control: what the supervisor does when the service has been stopped.

#include "init/follow_stop.h"

#include <csignal>
#include <unistd.h>

#include "init/terminal.h"

namespace aweigh {
namespace {

/// The service has a process group of its own, and has the terminal whenever our group would.
/// When the terminal stops the service's group, we stop ours.
void follow_stop_of_group(int signal, pid_t child) noexcept {
  if (signal == SIGTSTP || !pass_terminal(::getpgrp(), child)) {
    ::kill(0, signal);  // also the rest of our pipeline, or the script that runs us
    ::kill(::getpid(), SIGSTOP);
    pass_terminal(::getpgrp(), child);
  }
  ::kill(-child, SIGCONT);
}

}  // namespace

void follow_stop(int signal, pid_t child, bool is_pid1, bool group) noexcept {
  if (is_pid1 && signal == SIGTSTP) {
    ::kill(-child, SIGCONT);
  } else if (!is_pid1 && signal != SIGSTOP) {  // a SIGSTOP was meant for the service alone
    if (group) {
      follow_stop_of_group(signal, child);
    } else {  // the CONT that ends our stop reaches the child too, or is forwarded
      ::kill(::getpid(), SIGSTOP);
    }
  }
}

void follow_rewritten_stop(int signal, pid_t child, bool group) noexcept {
  if (signal != SIGTSTP && signal != SIGTTIN && signal != SIGTTOU) {
    return;
  }
  ::kill(::getpid(), SIGSTOP);  // the CONT that ends it is forwarded
  if (group) {
    pass_terminal(::getpgrp(), child);
  }
}

}  // namespace aweigh

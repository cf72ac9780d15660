#include "init/init.h"

#include <array>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace aweigh {
namespace {

/// Gives the terminal, if there is one and it is ours to give, to the process group `group`.
void hand_over_terminal(pid_t group) {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::tcgetpgrp(fd) == ::getpgrp()) {
      ::tcsetpgrp(fd, group);
      return;
    }
  }
}

tl::unexpected<Error> cannot(const char* verb) {
  return fail(ExitCode::internal, std::string("cannot ") + verb + ": " + std::strerror(errno));
}

}  // namespace

void Lifeline::say(char word) const {
  if (fd_) {
    [[maybe_unused]] const auto lost_with_its_reader = ::write(fd_.get(), &word, 1);
  }
}

Result<Lifeline> become_init(LogLevel log_level, LogFormat log_format) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    return cannot("open a pipe");
  }
  Fd lifeline(ends[0]);
  Fd held_by_child(ends[1]);
  const bool is_pid1 = ::getpid() == 1;
  const pid_t child = ::fork();
  if (child < 0) {
    return cannot("fork");
  }
  if (child == 0) {
    if (is_pid1) {  // here as well as in the parent: whoever comes first
      ::setpgid(0, 0);
    }
    return Lifeline(std::move(held_by_child));
  }
  if (is_pid1) {
    ::setpgid(child, child);
    hand_over_terminal(child);
  } else {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  }
  ::fcntl(lifeline.get(), F_SETFD, 0);  // to survive the respawn
  const SupervisorPlan plan{child, lifeline.release(), log_level, log_format};
  respawn_as_supervisor(plan);
  supervise(plan);
}

}  // namespace aweigh

// The process that kills a program's group when we have been killed. Each Child has one.

#include "process/guard.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/close_descriptors.h"
#include "base/pipe.h"

namespace aweigh {
namespace {

/// Runs in the guard, with every signal blocked. The guard closes its descriptors, so that no
/// reader of a pipe waits for it, and has a group of its own, so that a kill of our group spares
/// it.
[[noreturn]] void stand(pid_t group, int lifeline) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_NAME, "aweigh-guard");
  ::dup2(lifeline, STDIN_FILENO);
  close_descriptors(STDIN_FILENO + 1, ~0U);
  char nothing = 0;
  while (::read(STDIN_FILENO, &nothing, 1) < 0 && errno == EINTR) {
  }
  ::kill(-group, SIGKILL);
  ::_exit(0);
}

}  // namespace

Result<Guard> Guard::over(pid_t group) {
  Pipe pipe = make_pipe();
  const pid_t pid = pipe.read ? ::fork() : -1;
  if (pid < 0) {
    return fail(ExitCode::internal, std::string("cannot guard a program: ") + std::strerror(errno));
  }
  if (pid == 0) {
    pipe.write = Fd();
    stand(group, pipe.read.get());
  }
  return Guard(pid, std::move(pipe.write));
}

Guard::~Guard() {
  if (pid_ != 0) {
    ::kill(pid_, SIGKILL);
    ours_ = Fd();  // where the kill is refused, this ends it
    ::waitpid(pid_, nullptr, 0);
  }
}

}  // namespace aweigh

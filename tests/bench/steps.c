// How many instructions a command takes in user mode, its children's too: steps COMMAND [ARG]...
//
// Steps through each of them by ptrace(2), so that the count needs no counter of the processor, which
// virtual machines lack. The last line on stderr is the count.

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
  const pid_t first = fork();
  if (first == 0) {
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    raise(SIGSTOP);
    execv(argv[1], argv + 1);
    _exit(127);
  }
  int status = 0;
  if (argc < 2 || waitpid(first, &status, 0) != first) {
    return 64;
  }
  const long options =
      PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL;
  ptrace(PTRACE_SETOPTIONS, first, NULL, options);
  ptrace(PTRACE_SINGLESTEP, first, NULL, NULL);
  long count = 0;
  for (pid_t pid; (pid = waitpid(-1, &status, __WALL)) > 0;) {
    if (!WIFSTOPPED(status)) {
      continue;
    }
    const int signal = WSTOPSIG(status);
    count += signal == SIGTRAP;
    const int passed_on = signal == SIGTRAP || signal == SIGSTOP ? 0 : signal;
    ptrace(PTRACE_SINGLESTEP, pid, NULL, passed_on);
  }
  fprintf(stderr, "%ld\n", count);
  return errno == ECHILD ? 0 : 1;
}

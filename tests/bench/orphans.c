// Orphans for whoever reaps here: orphans LIVING DYING
//
// Makes LIVING orphans that sleep for good, says "ready", waits for a line on its standard input,
// and then makes DYING orphans that end at once, each after the one before it was reaped.

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

// The grandchild's number; its parent has ended.
static pid_t orphan(int lives) {
  int ends[2];
  pid_t number = 0;
  if (pipe(ends) != 0) {
    exit(1);
  }
  const pid_t parent = fork();
  if (parent == 0) {
    number = fork();
    if (number == 0) {
      close(ends[0]);
      close(ends[1]);
      while (lives) {
        pause();
      }
      _exit(0);
    }
    _exit(write(ends[1], &number, sizeof number) != sizeof number || number < 0);
  }
  close(ends[1]);
  if (read(ends[0], &number, sizeof number) != sizeof number || number < 0) {
    exit(1);
  }
  close(ends[0]);
  waitpid(parent, NULL, 0);
  return number;
}

int main(int argc, char **argv) {
  for (int left = atoi(argv[1]); left > 0; --left) {
    orphan(1);
  }
  puts("ready");
  fflush(stdout);
  getchar();
  for (int left = argc > 2 ? atoi(argv[2]) : 0; left > 0; --left) {
    const pid_t number = orphan(0);
    while (kill(number, 0) == 0 || errno != ESRCH) {
      sched_yield();
    }
  }
  puts("done");
  fflush(stdout);
  pause();
}

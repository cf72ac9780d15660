// Answers signals: writes the time (CLOCK_MONOTONIC, in ns) at which each USR1 came, and how many
// real-time signals came until none did for a while. Each answer has 8 bytes; the first, of 0, says
// that it is ready.

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void answer(int64_t number) {
  if (write(STDOUT_FILENO, &number, sizeof number) != sizeof number) {
    exit(1);
  }
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

int main(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
  answer(0);
  const struct timespec a_while = {.tv_nsec = 300000000};
  int64_t counted = 0;
  while (1) {
    const int signal = sigtimedwait(&all, NULL, counted ? &a_while : NULL);
    if (signal == SIGUSR1) {
      answer(now());
    } else if (signal >= SIGRTMIN) {
      ++counted;
    } else if (signal == SIGTERM) {
      return 0;
    } else if (signal == -1) {
      answer(counted);
      counted = 0;
    }
  }
}

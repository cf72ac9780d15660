// A service that says when (seconds of CLOCK_REALTIME) it runs, and ends.

#include <stdio.h>
#include <time.h>

int main(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  printf("hello %lld.%09ld\n", (long long)now.tv_sec, now.tv_nsec);
}

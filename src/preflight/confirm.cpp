#include "preflight/confirm.h"

#include <array>
#include <cstdio>
#include <poll.h>
#include <unistd.h>

#include "base/fd.h"
#include "preflight/stoppable_loop.h"
#include "text/printable.h"

namespace aweigh {

/// Polls, for an event loop cannot watch a regular file.
Result<bool> confirm(const std::string& question) {
  std::fprintf(stderr, "%s [y/N] ", printable(question).c_str());
  const SignalSet signals = stop_signals();
  const Fd stops(open_signalfd(signals));
  std::string answer;
  for (;;) {
    std::array<pollfd, 2> ready = {pollfd{STDIN_FILENO, POLLIN, 0}, {stops.get(), POLLIN, 0}};
    if (::poll(ready.data(), ready.size(), -1) < 0) {
      continue;
    }
    siginfo_t info;
    if (ready[1].revents != 0 && take_signal(signals, info)) {
      return stopped_by(info.si_signo, "the question");
    }
    if (ready[0].revents == 0) {
      continue;
    }
    char letter = 0;
    if (::read(STDIN_FILENO, &letter, 1) < 1) {
      std::fputc('\n', stderr);  // the person has typed none
      break;
    }
    if (letter == '\n') {
      break;
    }
    answer += letter;
  }
  return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace aweigh

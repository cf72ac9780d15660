#pragma once

#include <poll.h>

namespace aweigh {

/// Whether `fd` takes some bytes now. Up to PIPE_BUF bytes to a pipe of which this is true are
/// written whole and without blocking (pipe(7)). Where the kernel does not say, they are: better a
/// line that may block than one that is lost, which may be the last.
inline bool writable_now(int fd) noexcept {
  pollfd state{fd, POLLOUT, 0};
  return ::poll(&state, 1, 0) < 0 || (state.revents & POLLOUT) != 0;
}

/// Whether every write to `fd` fails: its reader has closed it, or it is closed itself.
inline bool is_cut_off(int fd) noexcept {
  pollfd state{fd, POLLOUT, 0};
  return ::poll(&state, 1, 0) == 1 && (state.revents & (POLLERR | POLLNVAL)) != 0;
}

}  // namespace aweigh

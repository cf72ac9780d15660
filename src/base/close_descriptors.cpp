// Closes ranges of descriptors, by close_range(2) or, where the kernel has or allows none, one by
// one. The resident supervisor and the guard of a program keep nothing open that way.

#include "base/close_descriptors.h"

#include <algorithm>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/numbered_entries.h"

namespace aweigh {
namespace {

/// Not inlined: the supervisor would dirty the stack that this needs.
[[gnu::noinline]] void close_one_by_one(unsigned first, unsigned last) noexcept {
  NumberedEntries open("/proc/self/fd");
  while (const int fd = open.next()) {
    const auto number = static_cast<unsigned>(fd);
    if (number >= first && number <= last && fd != open.descriptor()) {
      ::close(fd);
    }
  }
  if (open.descriptor() >= 0) {
    return;
  }
  // Without /proc all possible numbers are tried. Some container runtimes allow a billion of them.
  constexpr rlim_t kMostTried = 65536;
  rlimit limit{kMostTried, kMostTried};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const auto end = static_cast<unsigned>(std::min(limit.rlim_cur, kMostTried));
  for (unsigned fd = first; fd < end && fd <= last; ++fd) {
    ::close(static_cast<int>(fd));
  }
}

}  // namespace

void close_descriptors(unsigned first, unsigned last) noexcept {
  const bool any = first <= last;
  if (any && ::syscall(SYS_close_range, first, last, 0U) != 0) {  // Linux 5.9
    close_one_by_one(first, last);
  }
}

}  // namespace aweigh

#include "init/release_resources.h"

#include <algorithm>
#include <cstdint>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/close_descriptors.h"
#include "base/fd.h"

// NOLINTNEXTLINE(bugprone-reserved-identifier): the linker's name for it
extern "C" const char __executable_start;  // where the linker put the program's text, and its end
extern "C" const char etext;

namespace aweigh {

void unshare_stderr() noexcept {
  struct stat state{};
  const bool can_block = ::fstat(STDERR_FILENO, &state) == 0 &&
                         (S_ISFIFO(state.st_mode) || ::isatty(STDERR_FILENO) == 1);
  if (can_block) {
    const Fd own(::open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    ::dup3(own.get(), STDERR_FILENO, O_CLOEXEC);  // without `own` stderr stays as it is
  }
}

void release_resources(int lifeline) noexcept {
  const auto kept = static_cast<unsigned>(std::max(lifeline, STDERR_FILENO));
  ::close(STDIN_FILENO);
  ::close(STDOUT_FILENO);
  close_descriptors(STDERR_FILENO + 1, kept - 1);
  close_descriptors(kept + 1, ~0U);
  [[maybe_unused]] const int stays = ::chdir("/");
}

void release_text_pages() noexcept {
  const auto length = reinterpret_cast<std::uintptr_t>(&etext) -
                      reinterpret_cast<std::uintptr_t>(&__executable_start);
  ::madvise(const_cast<char*>(&__executable_start), length, MADV_DONTNEED);
}

}  // namespace aweigh

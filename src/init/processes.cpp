// Finds and signals the processes that the supervisor ends: at the end of the service, and when the
// grace is over.

#include "init/processes.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>
#include <utility>

#include "base/fd.h"

namespace aweigh {
namespace {

/// Reads the beginning of /proc/PID/FILE; empty when the process is gone.
template <std::size_t size>
void read_process_file(pid_t pid, const char* file, std::array<char, size>& into) noexcept {
  std::array<char, 32> path;
  std::snprintf(path.data(), path.size(), "/proc/%d/%s", pid, file);
  const Fd fd(::open(path.data(), O_RDONLY | O_CLOEXEC));
  const ssize_t length = fd ? ::read(fd.get(), into.data(), size - 1) : 0;
  into[static_cast<std::size_t>(length > 0 ? length : 0)] = '\0';
}

/// The fourth field of /proc/PID/stat; the second, a name in parentheses, may hold anything.
pid_t parent_of(pid_t pid) noexcept {
  std::array<char, 128> stat;
  read_process_file(pid, "stat", stat);
  const char* after_name = std::strrchr(stat.data(), ')');
  int parent = 0;
  char state = 0;
  return after_name != nullptr && std::sscanf(after_name + 1, " %c %d", &state, &parent) == 2
             ? parent
             : 0;
}

}  // namespace

ProcessName name_of(pid_t pid) noexcept {
  ProcessName name;
  read_process_file(pid, "comm", name);
  for (char& c : name) {  // a process chooses its name, and we put it into a line of JSON
    const bool odd = (c > 0 && c < ' ') || c == '"' || c == '\\' || static_cast<signed char>(c) < 0;
    c = c == '\n' ? '\0' : odd ? '?' : c;
  }
  return name;
}

void Processes::signal_all(int signal) noexcept {
  if (::getpid() == 1) {
    ::kill(-1, signal);  // all at once: no process can fork and escape
  } else {
    for_each([signal](pid_t pid) { ::kill(pid, signal); });
  }
}

void Processes::end_all() noexcept {
  // A process with a pending signal cannot fork. So when a pass has stopped as many processes as
  // the pass before, none was forked between the reading of /proc and the signal.
  constexpr int kPasses = 100;  // of a fork bomb each pass finds more
  int count = 0;
  for (int pass = 0, before = -1; ::getpid() != 1 && count != before && pass < kPasses; ++pass) {
    before = std::exchange(count, 0);
    for_each([&](pid_t pid) { count += ::kill(pid, SIGSTOP) == 0 ? 1 : 0; });
  }
  signal_all(SIGTERM);
  signal_all(SIGCONT);
}

/// A null pointer: /proc was mounted for another namespace, and has other numbers for our
/// processes, or is not mounted.
const char* Processes::directory() noexcept {
  std::array<char, 16> self{};
  const bool numbers_are_ours = ::readlink("/proc/self", self.data(), self.size() - 1) > 0 &&
                                std::atoi(self.data()) == ::getpid();
  return numbers_are_ours ? "/proc" : nullptr;
}

bool Processes::is_ours(pid_t pid) noexcept {
  const pid_t self = ::getpid();
  if (self == 1) {
    return pid != 1;
  }
  for (pid_t ancestor = parent_of(pid); ancestor > 1; ancestor = parent_of(ancestor)) {
    if (ancestor == self) {
      return true;
    }
  }
  return false;
}

}  // namespace aweigh

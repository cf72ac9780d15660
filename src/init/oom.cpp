#include "init/oom.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "base/fd.h"

namespace aweigh {
namespace {

using Text = std::array<char, 4096>;

bool read_file(const char* path, Text& into) noexcept {
  const Fd fd(::open(path, O_RDONLY | O_CLOEXEC));
  const ssize_t length = fd ? ::read(fd.get(), into.data(), into.size() - 1) : -1;
  into[static_cast<std::size_t>(length > 0 ? length : 0)] = '\0';
  return length > 0;
}

struct Hierarchy {
  const char* membership;  // what stands behind the number in its line of /proc/self/cgroup
  const char* mount;
  const char* file;
};
constexpr std::array kHierarchies = {
    Hierarchy{":memory:", "/sys/fs/cgroup/memory", "memory.oom_control"},
    Hierarchy{"0::", "/sys/fs/cgroup", "memory.events"},
};

long kills_in(const Hierarchy& hierarchy, const char* group) noexcept {
  std::array<char, 1024> path;
  std::snprintf(path.data(), path.size(), "%s%s/%s", hierarchy.mount, group, hierarchy.file);
  Text text;
  if (!read_file(path.data(), text)) {
    return -1;
  }
  const char* count = std::strstr(text.data(), "oom_kill ");
  return count == nullptr ? -1 : std::atol(count + std::strlen("oom_kill "));
}

}  // namespace

long oom_kills() noexcept {
  Text groups;
  if (!read_file("/proc/self/cgroup", groups)) {
    return -1;
  }
  for (const Hierarchy& hierarchy : kHierarchies) {
    char* line = std::strstr(groups.data(), hierarchy.membership);
    if (line == nullptr) {
      continue;
    }
    std::array<char, 512> group{};
    std::sscanf(line + std::strlen(hierarchy.membership), "%511[^\n]", group.data());
    long kills = kills_in(hierarchy, std::strcmp(group.data(), "/") == 0 ? "" : group.data());
    if (kills < 0) {  // the path is the host's; here our own group is mounted
      kills = kills_in(hierarchy, "");
    }
    if (kills >= 0) {
      return kills;
    }
  }
  return -1;
}

}  // namespace aweigh

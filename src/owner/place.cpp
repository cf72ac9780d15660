// Finds the place that --chown names, component by component: the user may own a directory on the
// way, and have put a link there.

#include "owner/place.h"

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>
#include <utility>

#include "owner/entry.h"
#include "text/split.h"

namespace aweigh {
namespace {

constexpr int kPlaceOnly = O_PATH | O_NOFOLLOW | O_CLOEXEC;

bool root_alone_may_write(const Fd& directory) {
  const auto state = EntryState::of(directory.get(), "");
  return state && state->is_roots_alone();
}

bool is_link(const Fd& fd) {
  const auto state = EntryState::of(fd.get(), "");
  return state && state->is_link();
}

/// Where a path begins.
Fd begin_of(std::string_view path) {
  return Fd(::open(path.starts_with('/') ? "/" : ".", kPlaceOnly | O_DIRECTORY));
}

std::string target_of(const Fd& link) {
  std::array<char, PATH_MAX> text;
  const ssize_t length = ::readlinkat(link.get(), "", text.data(), text.size());
  return {text.data(), static_cast<std::size_t>(length > 0 ? length : 0)};
}

std::string cause_of(int error) {
  return std::strerror(error) +
         std::string(error == ENOENT ? ": create it in the image (WORKDIR does), or mount it" : "");
}

}  // namespace

tl::unexpected<Error> cannot_change_owner(const std::string& path, const std::string& cause) {
  return fail(ExitCode::usage, "cannot change the owner of " + path + ": " + cause);
}

Result<Fd> open_place(const std::string& path) {
  constexpr int kMostLinks = 40;  // as the kernel's own (path_resolution(7))
  Fd place = begin_of(path);
  std::string rest = path;
  for (int links = 0; !rest.empty();) {
    const auto [first, behind] = cut(rest, '/');
    const std::string name = first.empty() ? "." : std::string(first);
    std::string left(behind);
    Fd next(::openat(place.get(), name.c_str(), kPlaceOnly));
    if (!next) {
      return cannot_change_owner(path, cause_of(errno));
    }
    if (!is_link(next)) {
      place = std::move(next);
    } else if (++links > kMostLinks) {
      return cannot_change_owner(path, std::strerror(ELOOP));
    } else if (!root_alone_may_write(place)) {
      return cannot_change_owner(path, name +
                                           " is a symbolic link that others than root may have "
                                           "made: name what it leads to");
    } else {
      const std::string target = target_of(next);
      if (target.starts_with('/')) {
        place = begin_of(target);
      }
      left = target + '/' + left;
    }
    rest = std::move(left);
  }
  return place;
}

}  // namespace aweigh

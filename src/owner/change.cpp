// Walks the tree of --chown. Its user may have owned it before, and set traps: symbolic and hard
// links, directories that are moved while we are in them. So it is walked by descriptors.

#include "owner/change.h"

#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "base/error_of.h"
#include "owner/entry.h"
#include "owner/place.h"

namespace aweigh {
namespace {

/// Whether the kernel keeps users from making hard links of files that are not theirs
/// (proc_sys_fs(5)). If not, a count of one link may be a lie a moment later.
bool hard_links_are_protected() {
  const Fd fd(::open("/proc/sys/fs/protected_hardlinks", O_RDONLY | O_CLOEXEC));
  char digit = '0';
  return fd && ::read(fd.get(), &digit, 1) == 1 && digit != '0';
}

struct Close {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, Close>;

/// Null: errno says why.
Directory directory_of(Fd fd) {
  Directory directory(::fdopendir(fd.get()));
  if (directory) {
    [[maybe_unused]] const int is_its_own_now = fd.release();
  }
  return directory;
}

/// A directory on the way from the path to where the walk is.
struct Level {
  Directory directory;      ///< null: closed until the walk comes back
  EntryState state;         ///< when it was opened
  std::string below;        ///< the directories in it to be entered, each with a NUL behind it
  std::size_t path_length;  ///< of the walk's path
};

class Walk {
 public:
  Walk(std::string path, Owner owner, const std::function<Result<void>()>& go_on)
      : path_(std::move(path)), owner_(owner), go_on_(go_on) {}

  Result<OwnerChange> run(const Fd& place) {
    const auto root = EntryState::of(place.get(), "");
    auto done = !root                  ? cannot("", errno)
                : root->is_directory() ? walk(place.get())
                                       : give(place, *root, "", true);
    return done.map([&] { return std::move(change_); });
  }

 private:
  Result<void> walk(int place) {
    auto done = enter(place, ".");
    while (done && !levels_.empty()) {
      std::string& below = levels_.back().below;
      if (below.empty()) {
        done = leave();
        continue;
      }
      below.pop_back();
      const std::size_t begin = below.rfind('\0') + 1;  // npos + 1 is 0
      const std::string name = below.substr(begin);
      below.resize(begin);
      done = enter(here(), name);
    }
    return done;
  }

  [[nodiscard]] int here() const { return ::dirfd(levels_.back().directory.get()); }

  /// Opens a directory, and looks at what is in it.
  Result<void> enter(int parent, const std::string& name) {
    constexpr int kHow = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    Fd fd(::openat(parent, name.c_str(), kHow));
    const auto state = fd ? EntryState::of(fd.get(), "") : std::nullopt;
    if (!state) {
      return has_gone(errno) ? Result<void>() : cannot(name, errno);
    }
    if (!levels_.empty() && state->is_mount_within(levels_.back().state)) {
      note(change_.mounts, name);
      return {};
    }
    Directory directory = directory_of(std::move(fd));
    if (!directory) {
      return cannot(name, errno);
    }
    levels_.push_back({std::move(directory), *state, {}, path_.size()});
    path_ += name == "." ? "" : '/' + name;
    if (levels_.size() > kMostOpen) {
      levels_[levels_.size() - 1 - kMostOpen].directory.reset();
    }
    ++change_.seen;
    return read();
  }

  Result<void> read() {
    constexpr std::int64_t kBetweenQuestions = 256;  // entries that a stop signal waits for
    auto done = go_on_();
    for (std::int64_t count = 1; done; ++count) {
      errno = 0;
      const dirent* entry = ::readdir(levels_.back().directory.get());
      if (entry == nullptr) {
        return errno == 0 || has_gone(errno) ? Result<void>() : cannot("", errno);
      }
      if (entry->d_name != std::string_view(".") && entry->d_name != std::string_view("..")) {
        done = look_at(entry->d_name, entry->d_type == DT_DIR);
      }
      if (done && count % kBetweenQuestions == 0) {
        done = go_on_();
      }
    }
    return done;
  }

  Result<void> look_at(const char* name, bool is_directory) {
    if (!is_directory) {  // or the file system does not say so
      const auto state = EntryState::of(here(), name);
      if (!state) {
        return has_gone(errno) ? Result<void>() : cannot(name, errno);
      }
      if (!state->is_directory()) {
        ++change_.seen;
        return state->belongs_to(owner_) ? Result<void>() : give(name);
      }
    }
    levels_.back().below.append(name).push_back('\0');
    return {};
  }

  /// By a descriptor: whatever has the name a moment later, this is what was looked at.
  Result<void> give(const char* name) {
    const Fd fd(::openat(here(), name, O_PATH | O_NOFOLLOW | O_CLOEXEC));
    const auto state = fd ? EntryState::of(fd.get(), "") : std::nullopt;
    if (!state) {
      return has_gone(errno) ? Result<void>() : cannot(name, errno);
    }
    return give(fd, *state, name, false);
  }

  Result<void> give(const Fd& fd, const EntryState& state, const char* name, bool is_root) {
    change_.seen += is_root ? 1 : 0;
    if (state.belongs_to(owner_) || state.is_directory()) {  // a directory has just come
      return {};
    }
    if (!is_root && state.is_mount_within(levels_.back().state)) {
      note(change_.mounts, name);
    } else if (state.has_other_names()) {
      note(change_.linked, name);
    } else if (!links_are_protected_ && (is_root || !levels_.back().state.is_roots_alone())) {
      note(change_.linkable, name);
    } else if (!is_root && state.is_device()) {
      note(change_.devices, name);
    } else {
      return change(fd.get(), name);
    }
    return {};
  }

  /// Gives the directory to the owner, and goes back up.
  Result<void> leave() {
    const Level done = std::move(levels_.back());
    levels_.pop_back();
    auto given =
        done.state.belongs_to(owner_) ? Result<void>() : change(::dirfd(done.directory.get()), "");
    path_.resize(done.path_length);
    if (!given || levels_.empty() || levels_.back().directory) {
      return given;
    }
    Fd parent(::openat(::dirfd(done.directory.get()), "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const auto state = parent ? EntryState::of(parent.get(), "") : std::nullopt;
    if (!state || !state->is_same_as(levels_.back().state)) {
      return cannot_change_owner(path_, "a directory was moved while we were in it");
    }
    levels_.back().directory = directory_of(std::move(parent));
    return levels_.back().directory ? Result<void>() : cannot("", errno);
  }

  Result<void> change(int fd, const char* name) {
    if (::fchownat(fd, "", owner_.user, owner_.group, AT_EMPTY_PATH) != 0) {
      return cannot(name, errno);
    }
    ++change_.changed;
    return {};
  }

  /// Whether it has been removed, or replaced by something else, since its name was read.
  static bool has_gone(int error) { return error == ENOENT || error == ENOTDIR || error == ELOOP; }

  [[nodiscard]] std::string path_of(std::string_view name) const {
    const std::string below = name == "." ? "" : std::string(name);
    return below.empty() && !path_.empty() ? path_ : path_ + '/' + below;
  }

  [[nodiscard]] tl::unexpected<Error> cannot(std::string_view name, int error) const {
    return cannot_change_owner(path_of(name), std::strerror(error));
  }

  void note(LeftAlone& kind, std::string_view name) const {
    if (kind.count++ == 0) {
      kind.first = path_of(name);
    }
  }

  static constexpr std::size_t kMostOpen = 16;

  std::string path_;  ///< of the directory that is read
  Owner owner_;
  const std::function<Result<void>()>& go_on_;
  std::vector<Level> levels_;  ///< all but the last kMostOpen are closed
  const bool links_are_protected_ = hard_links_are_protected();
  OwnerChange change_;
};

}  // namespace

Result<OwnerChange> change_owner(const std::string& path, Owner owner,
                                 const std::function<Result<void>()>& go_on) {
  const auto place = open_place(path);
  if (!place) {
    return error_of(place);
  }
  const std::size_t last = path.find_last_not_of('/');
  return Walk(path.substr(0, last + 1), owner, go_on).run(*place);  // of "/" nothing is left
}

}  // namespace aweigh

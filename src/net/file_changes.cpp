// Tells when files appear, change and go, by inotify(7).
// The probes of paths sleep on it between their looks.

#include "net/file_changes.h"

#include <algorithm>
#include <array>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/redirect_error.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <cstring>
#include <map>
#include <optional>
#include <string_view>
#include <sys/inotify.h>
#include <utility>
#include <vector>

#include "base/time.h"
#include "net/service_of.h"

namespace aweigh {
namespace {

/// What is done to a file or directory, and within the latter.
constexpr std::uint32_t kToItself = IN_MODIFY | IN_ATTRIB | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
                                    IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;
/// What may bring a name into a directory, or us into the directory.
constexpr std::uint32_t kAppears = IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_ONLYDIR;

/// Who makes a file or a socket is seldom ready with it at once; and should one change all the
/// time, this bounds what it costs.
constexpr auto kSettling = std::chrono::milliseconds(1);

/// "/run/app" and "app" of "/run/app/", "." and "app" of "app".
std::pair<std::string, std::string> split_path(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) {
    path.pop_back();
  }
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) {
    return {".", path};
  }
  return {path.substr(0, std::max<std::size_t>(slash, 1)), path.substr(slash + 1)};
}

}  // namespace

/// All watches of one loop, on one instance of inotify: a user has but 128 of them on the whole
/// machine.
class FileChanges : public asio::execution_context::service {
 public:
  using key_type = FileChanges;
  static asio::execution_context::id id;

  using service::service;

  void add(FileWatch& watch, const asio::any_io_executor& loop, std::string path) {
    if (!inotify_ && !open(loop)) {
      return;
    }
    const int fd = inotify_->native_handle();
    std::string name;  // of what is missing in `path`; empty: nothing is
    int number = ::inotify_add_watch(fd, path.c_str(), IN_MASK_ADD | kToItself);
    while (number < 0 && path != "/" && path != ".") {
      std::tie(path, name) = split_path(std::move(path));
      number = ::inotify_add_watch(fd, path.c_str(), IN_MASK_ADD | kAppears);
    }
    subscribers_.push_back({number, std::move(name), &watch});
  }

  /// With the last of its watches a number is given back, and with the last of all the instance.
  void remove(const FileWatch& watch) {
    const auto own = std::ranges::find(subscribers_, &watch, &Subscriber::watch);
    if (own == subscribers_.end()) {
      return;
    }
    const int number = own->number;
    subscribers_.erase(own);
    if (subscribers_.empty()) {
      inotify_.reset();
    } else if (std::ranges::find(subscribers_, number, &Subscriber::number) == subscribers_.end()) {
      ::inotify_rm_watch(inotify_->native_handle(), number);  // may be gone, with its file
    }
  }

 private:
  struct Subscriber {
    int number;  ///< of the kernel's watch; -1: none could be had
    std::string name;
    FileWatch* watch;
  };

  void shutdown() noexcept override { inotify_.reset(); }

  bool open(const asio::any_io_executor& loop) {
    const int fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd < 0) {
      return false;
    }
    inotify_.emplace(loop, fd);
    listen();
    return true;
  }

  void listen() {
    inotify_->async_wait(asio::posix::descriptor_base::wait_read, [this](std::error_code error) {
      if (!error && inotify_) {
        read_all();
        listen();
      }
    });
  }

  void read_all() {
    alignas(inotify_event) std::array<char, 4096> events;
    ssize_t count = 0;
    while ((count = ::read(inotify_->native_handle(), events.data(), events.size())) > 0) {
      for (std::size_t at = 0; at < static_cast<std::size_t>(count);) {
        inotify_event event;
        std::memcpy(&event, events.data() + at, sizeof event);
        at += sizeof event;
        note(event, event.len == 0 ? "" : events.data() + at);
        at += event.len;
      }
    }
  }

  void note(const inotify_event& event, std::string_view name) {
    for (const Subscriber& each : subscribers_) {
      const bool named = each.name.empty() || name.empty() || each.name == name;
      if ((event.mask & IN_Q_OVERFLOW) != 0 || (each.number == event.wd && named)) {
        each.watch->note_change();
      }
    }
  }

  std::optional<asio::posix::stream_descriptor> inotify_;
  std::vector<Subscriber> subscribers_;
};

asio::execution_context::id FileChanges::id;

FileWatch::FileWatch(const asio::any_io_executor& loop, std::string path)
    : changes_(service_of<FileChanges>(loop)), wake_(loop) {
  changes_.add(*this, loop, std::move(path));
}

FileWatch::~FileWatch() {
  changes_.remove(*this);
}

asio::awaitable<void> FileWatch::until_changed(Duration longest) {
  if (!changed_) {
    wake_.expires_after(longest);
    std::error_code woken_early;
    co_await wake_.async_wait(asio::redirect_error(asio::use_awaitable, woken_early));
  }
  if (changed_) {
    wake_.expires_after(std::min<Duration>(kSettling, longest));
    co_await wake_.async_wait(asio::use_awaitable);
  }
}

void FileWatch::note_change() {
  if (!changed_) {  // a second one is not to cut the settling short
    changed_ = true;
    wake_.cancel();
  }
}

asio::awaitable<void> FileNews::before_look() {
  if (watch_) {  // the new one first: with the last one the kernel's instance would go
    watch_ = std::make_unique<FileWatch>(co_await asio::this_coro::executor, path_);
  }
}

asio::awaitable<void> FileNews::pause(Duration longest) {
  if (watch_) {
    co_return co_await watch_->until_changed(longest);
  }
  watch_ = std::make_unique<FileWatch>(co_await asio::this_coro::executor, path_);
}

}  // namespace aweigh

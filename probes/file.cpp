#include <cerrno>
#include <chrono>
#include <cstring>
#include <dirent.h>
#include <memory>
#include <sys/stat.h>

#include "base/duration_text.h"
#include "net/file_changes.h"
#include "probes/interval.h"
#include "probes/makers.h"

namespace aweigh {
namespace {

struct Close {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

/// Whether the file or directory of which `found` tells is empty; or an errno. Opening a directory
/// never blocks, as opening a FIFO would.
tl::expected<bool, int> is_empty(const std::string& path, const struct stat& found) {
  if (!S_ISDIR(found.st_mode)) {
    return found.st_size == 0;
  }
  const std::unique_ptr<DIR, Close> directory(::opendir(path.c_str()));
  if (!directory) {
    return tl::make_unexpected(errno);
  }
  int entries = 0;
  while (entries <= 2 && ::readdir(directory.get()) != nullptr) {
    ++entries;
  }
  return entries <= 2;  // . and ..
}

/// How long before `now` the file was last changed; negative where its clock is ahead of ours.
Duration age_of(const struct stat& found, std::chrono::system_clock::time_point now) {
  return now.time_since_epoch() - std::chrono::seconds(found.st_mtim.tv_sec) -
         Duration(found.st_mtim.tv_nsec);
}

/// What a path must be, besides that it exists; or that it must not.
struct Wanted {
  bool absent = false;
  bool nonempty = false;
  Duration fresh = Duration::zero();  // zero: of any age
};

/// Ready when a path exists, holds something, was changed of late, or is gone.
class FileProbe : public Probe {
 public:
  FileProbe(std::string path, Wanted wanted) : path_(std::move(path)), wanted_(wanted) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    attempt.stage = Stage::query;
    co_await news_.before_look();
    co_return look();
  }

  asio::awaitable<void> pause(Duration longest) override { return news_.pause(longest); }

 private:
  [[nodiscard]] Answer look() const {
    struct stat found{};
    if (::stat(path_.c_str(), &found) != 0) {
      return judge(errno);
    }
    if (wanted_.absent) {
      return no("it is still there");
    }
    if (wanted_.nonempty) {
      const auto empty = is_empty(path_, found);
      if (!empty) {
        return judge(empty.error());
      }
      if (*empty) {
        return no("it is empty");
      }
    }
    const Duration age = age_of(found, std::chrono::system_clock::now());
    if (wanted_.fresh > Duration::zero() && age > wanted_.fresh) {
      return no("it was last changed " + to_text(age) + " ago");
    }
    return Answer::ready();
  }

  [[nodiscard]] static Answer no(std::string words) {
    return Answer::pending(Stage::query, std::move(words)).by_server();
  }

  [[nodiscard]] Answer judge(int error) const {
    switch (error) {
      case ENOENT:
      case ENOTDIR:
        return wanted_.absent ? Answer::ready() : no(std::strerror(error));
      case EACCES:  // creating the path does not change our user
        return Answer::rejected(Stage::query, std::strerror(error),
                                "give aweigh's user the permission to look there");
      default:
        return Answer::pending(Stage::query, std::strerror(error));
    }
  }

  std::string path_;
  Wanted wanted_;
  FileNews news_{path_};
};

}  // namespace

Result<std::unique_ptr<Probe>> make_file_probe(const Target& target) {
  auto fresh = read_interval(target, "fresh");
  if (!fresh) {
    return error_of(fresh);
  }
  const Wanted wanted = {.absent = target.option("absent") != nullptr,
                         .nonempty = target.option("nonempty") != nullptr,
                         .fresh = *fresh};
  if (wanted.absent && (wanted.nonempty || wanted.fresh > Duration::zero())) {
    return fail(ExitCode::usage,
                "a file cannot be absent and nonempty or fresh: which one is meant?");
  }
  return std::make_unique<FileProbe>(target.path.reveal(), wanted);
}

}  // namespace aweigh

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "base/duration_text.h"
#include "base/fd.h"
#include "net/file_changes.h"
#include "probes/interval.h"
#include "probes/makers.h"
#include "text/pattern.h"

namespace aweigh {
namespace {

constexpr std::size_t kMostRead = 1 << 20;

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

/// The first bytes of a file, or an errno. Nothing blocks, whatever the path has become since it
/// was looked at.
tl::expected<std::string, int> read_beginning(const std::string& path) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!file) {
    return tl::make_unexpected(errno);
  }
  std::string text(kMostRead, '\0');  // the files of /proc have no size
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t count = ::read(file.get(), text.data() + size, text.size() - size);
    if (count < 0) {
      return tl::make_unexpected(errno);
    }
    if (count == 0) {
      break;
    }
    size += static_cast<std::size_t>(count);
  }
  text.resize(size);
  return text;
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
  std::vector<Pattern> texts;         // all of them
};

/// Ready when a path exists, holds something, was changed of late, or is gone.
class FileProbe : public Probe {
 public:
  FileProbe(std::string path, Wanted wanted) : path_(std::move(path)), wanted_(std::move(wanted)) {}

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
    return wanted_.texts.empty() ? Answer::ready() : look_into(found);
  }

  [[nodiscard]] Answer look_into(const struct stat& found) const {
    if (!S_ISREG(found.st_mode)) {
      return no("it is no regular file");
    }
    const auto text = read_beginning(path_);
    if (!text) {
      return judge(text.error());
    }
    const bool holds_all = std::ranges::all_of(
        wanted_.texts, [&](const Pattern& wanted) { return wanted.matches(*text); });
    return holds_all ? Answer::ready() : no("it does not hold what contains= asks for");
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

/// The options contains.
Result<std::vector<Pattern>> read_texts(const Target& target) {
  std::vector<Pattern> texts;
  for (const auto& [name, value] : target.options) {
    if (name != "contains") {
      continue;
    }
    auto pattern = Pattern::read(value.reveal());
    if (!pattern) {
      return fail(ExitCode::usage,
                  "its option contains is no regular expression: " + pattern.error());
    }
    texts.push_back(std::move(*pattern));
  }
  return texts;
}

}  // namespace

Result<std::unique_ptr<Probe>> make_file_probe(const Target& target) {
  auto texts = read_texts(target);
  if (!texts) {
    return error_of(texts);
  }
  auto fresh = read_interval(target, "fresh");
  if (!fresh) {
    return error_of(fresh);
  }
  Wanted wanted = {.absent = target.option("absent") != nullptr,
                   .nonempty = target.option("nonempty") != nullptr,
                   .fresh = *fresh,
                   .texts = std::move(*texts)};
  if (wanted.absent &&
      (wanted.nonempty || wanted.fresh > Duration::zero() || !wanted.texts.empty())) {
    return fail(ExitCode::usage,
                "a file cannot be absent and nonempty or fresh, or contain a text: which one is "
                "meant?");
  }
  return std::make_unique<FileProbe>(target.path.reveal(), std::move(wanted));
}

}  // namespace aweigh

#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <memory>
#include <sys/stat.h>

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

/// Ready when a path exists, holds something, or is gone.
class FileProbe : public Probe {
 public:
  enum class Wanted { exists, nonempty, absent };

  FileProbe(std::string path, Wanted wanted) : path_(std::move(path)), wanted_(wanted) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    attempt.stage = Stage::query;
    co_return look();
  }

 private:
  [[nodiscard]] Answer look() const {
    struct stat found{};
    if (::stat(path_.c_str(), &found) != 0) {
      return judge(errno);
    }
    if (wanted_ == Wanted::absent) {
      return Answer::pending(Stage::query, "it is still there").by_server();
    }
    if (wanted_ == Wanted::exists) {
      return Answer::ready();
    }
    const auto empty = is_empty(path_, found);
    if (!empty) {
      return judge(empty.error());
    }
    return *empty ? Answer::pending(Stage::query, "it is empty").by_server() : Answer::ready();
  }

  [[nodiscard]] Answer judge(int error) const {
    switch (error) {
      case ENOENT:
      case ENOTDIR:
        return wanted_ == Wanted::absent
                   ? Answer::ready()
                   : Answer::pending(Stage::query, std::strerror(error)).by_server();
      case EACCES:  // creating the path does not change our user
        return Answer::rejected(Stage::query, std::strerror(error),
                                "give aweigh's user the permission to look there");
      default:
        return Answer::pending(Stage::query, std::strerror(error));
    }
  }

  std::string path_;
  Wanted wanted_;
};

}  // namespace

Result<std::unique_ptr<Probe>> make_file_probe(const Target& target) {
  using Wanted = FileProbe::Wanted;
  const bool nonempty = target.option("nonempty") != nullptr;
  const bool absent = target.option("absent") != nullptr;
  if (nonempty && absent) {
    return fail(ExitCode::usage, "a file cannot be absent and nonempty: which one is meant?");
  }
  Wanted wanted = nonempty ? Wanted::nonempty : Wanted::exists;
  if (absent) {
    wanted = Wanted::absent;
  }
  return std::make_unique<FileProbe>(target.path.reveal(), wanted);
}

}  // namespace aweigh

#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <utility>

#include "base/time.h"

namespace aweigh {

class FileChanges;

/// Tells when something was done to a path, whether it exists or not (inotify(7)). The kernel does
/// not tell what another machine does on a network file system, nor that a symbolic link on the way
/// has changed.
class FileWatch {
 public:
  /// From here on changes are noted.
  FileWatch(const asio::any_io_executor& loop, std::string path);
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;
  ~FileWatch();

  /// Returns once something was done, perhaps already, or when `longest` is over.
  asio::awaitable<void> until_changed(Duration longest);

 private:
  friend class FileChanges;
  void note_change();

  FileChanges& changes_;
  bool changed_ = false;
  asio::steady_timer wake_;
};

/// When to look at a path again. One look alone watches nothing.
class FileNews {
 public:
  explicit FileNews(std::string path) : path_(std::move(path)) {}

  /// To be called before each look: what is done to the path from now on is news.
  asio::awaitable<void> before_look();

  /// Returns when it is time for another look, and after `longest` at the latest: the first time at
  /// once, as nothing was watched yet.
  asio::awaitable<void> pause(Duration longest);

 private:
  std::string path_;
  std::unique_ptr<FileWatch> watch_;
};

}  // namespace aweigh

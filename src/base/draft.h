#pragma once

#include <string>
#include <utility>

#include "base/fd.h"

namespace aweigh {

/// A file that will take a name when it is whole, or be deleted: who reads that name never sees
/// half a file. It is made in the same directory, because a file can only be renamed within its
/// file system. Until it is given other permissions, it is its owner's alone.
class Draft {
 public:
  /// For a file of that name. Look at made() next.
  explicit Draft(std::string name);
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft();

  // The functions that return false on an error leave the cause in errno.

  [[nodiscard]] bool made() const { return left_over_; }
  /// Open for writing.
  [[nodiscard]] const Fd& file() const { return fd_; }
  /// The same, which is closed unless it is kept.
  Fd take_file() { return std::move(fd_); }
  /// In place of a file that has the name.
  [[nodiscard]] bool take_name();

 private:
  std::string name_;
  std::string path_;
  Fd fd_;
  bool left_over_;
};

}  // namespace aweigh

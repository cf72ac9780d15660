#pragma once

#include <array>

namespace aweigh {

/// The entries of a directory whose names are numbers above 0: the processes of /proc, the
/// descriptors of /proc/self/fd. Reads it through system calls, because opendir(3) allocates.
class NumberedEntries {
 public:
  /// A null `path`, or a directory that cannot be read, has no entries.
  explicit NumberedEntries(const char* path) noexcept;
  NumberedEntries(const NumberedEntries&) = delete;
  NumberedEntries& operator=(const NumberedEntries&) = delete;
  ~NumberedEntries();

  [[nodiscard]] int next() noexcept;  ///< 0: no more

  /// The open directory; -1: it cannot be read.
  [[nodiscard]] int descriptor() const noexcept { return directory_; }

 private:
  int directory_;
  std::array<char, 4096> entries_;
  long filled_ = 0;
  long at_ = 0;
};

}  // namespace aweigh

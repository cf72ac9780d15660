#include "base/numbered_entries.h"

#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace aweigh {

NumberedEntries::NumberedEntries(const char* path) noexcept
    : directory_(path == nullptr ? -1 : ::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {}

NumberedEntries::~NumberedEntries() {
  ::close(directory_);
}

int NumberedEntries::next() noexcept {
  // Of the kernel's struct linux_dirent64 (getdents64(2)).
  constexpr int kLengthAt = 16;
  constexpr int kNameAt = 19;
  while (true) {
    if (at_ >= filled_) {
      filled_ = ::syscall(SYS_getdents64, directory_, entries_.data(), entries_.size());
      at_ = 0;
      if (filled_ <= 0) {
        return 0;
      }
    }
    const char* entry = entries_.data() + at_;
    unsigned short length = 0;
    std::memcpy(&length, entry + kLengthAt, sizeof length);
    at_ += length;
    if (const int number = std::atoi(entry + kNameAt); number > 0) {
      return number;
    }
  }
}

}  // namespace aweigh

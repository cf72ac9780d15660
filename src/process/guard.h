#pragma once

#include <sys/types.h>
#include <utility>

#include "base/fd.h"
#include "base/result.h"

namespace aweigh {

/// Kills a process group should we be killed: the kernel does that for a child (PR_SET_PDEATHSIG),
/// not for what the child has started. A process that waits for the end of a pipe of ours.
class Guard {
 public:
  /// `group` must stay unreaped for as long as this lives.
  static Result<Guard> over(pid_t group);

  Guard() = default;  ///< over nothing
  Guard(Guard&& other) noexcept
      : pid_(std::exchange(other.pid_, 0)), ours_(std::move(other.ours_)) {}
  Guard& operator=(Guard&& other) noexcept {
    std::swap(pid_, other.pid_);
    std::swap(ours_, other.ours_);
    return *this;
  }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  ~Guard();

 private:
  Guard(pid_t pid, Fd ours) : pid_(pid), ours_(std::move(ours)) {}

  pid_t pid_ = 0;  // 0: none
  Fd ours_;        // nobody else has it, so its end is ours
};

}  // namespace aweigh

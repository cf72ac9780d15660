#pragma once

#include <sys/types.h>
#include <utility>

#include "base/fd.h"
#include "base/result.h"

namespace aweigh {

/// A process that kills a process group when we have been killed. The kernel does that for a child
/// of ours (PR_SET_PDEATHSIG), but not for the child's children. The guard waits for the end of a
/// pipe that only we hold open.
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
  Fd ours_;        // only we have it, so it ends with us
};

}  // namespace aweigh

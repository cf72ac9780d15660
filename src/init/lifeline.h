#pragma once

#include <sys/types.h>
#include <unistd.h>
#include <utility>

#include "base/fd.h"

namespace aweigh {

/// The preflight's end of a close-on-exec pipe to its supervisor. The last word before the end of
/// the pipe says whether the child became the service or left. A successful exec closes the pipe,
/// so the supervisor cannot miss the end.
class Lifeline {
 public:
  static constexpr char kBecomesService = 'x';  ///< the exec comes next
  static constexpr char kExecFailed = 'f';      ///< the child is still ours, and leaves next

  Lifeline() = default;  ///< without a supervisor: say() does nothing
  /// Of a child that was never a preflight: there is nothing to say.
  explicit Lifeline(pid_t supervisor) : supervisor_(supervisor) {}
  Lifeline(Fd fd, pid_t supervisor) : fd_(std::move(fd)), supervisor_(supervisor) {}

  /// Whether this process is a preflight.
  explicit operator bool() const { return static_cast<bool>(fd_); }

  void say(char word) const {
    if (fd_) {
      [[maybe_unused]] const auto lost_with_its_reader = ::write(fd_.get(), &word, 1);
    }
  }

  /// Whether the supervisor has died.
  [[nodiscard]] bool orphaned() const { return supervisor_ != 0 && ::getppid() != supervisor_; }

 private:
  Fd fd_;
  pid_t supervisor_ = 0;
};

}  // namespace aweigh

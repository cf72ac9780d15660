#pragma once

#include <sys/types.h>
#include <unistd.h>
#include <utility>

#include "base/fd.h"

namespace aweigh {

/// The preflight's line to its supervisor: a close-on-exec pipe. The last word before its end says
/// whether the child became the service or left without; the exec itself closes it, so the end
/// cannot be missed.
class Lifeline {
 public:
  static constexpr char kBecomesService = 'x';  ///< the exec comes next
  static constexpr char kExecFailed = 'f';      ///< still ours, and about to leave

  Lifeline() = default;  ///< no supervisor: what is said goes nowhere
  Lifeline(Fd fd, pid_t supervisor) : fd_(std::move(fd)), supervisor_(supervisor) {}

  explicit operator bool() const { return static_cast<bool>(fd_); }

  void say(char word) const {
    if (fd_) {
      [[maybe_unused]] const auto lost_with_its_reader = ::write(fd_.get(), &word, 1);
    }
  }

  /// Whether there was a supervisor and it is gone.
  [[nodiscard]] bool orphaned() const { return fd_ && ::getppid() != supervisor_; }

 private:
  Fd fd_;
  pid_t supervisor_ = 0;
};

}  // namespace aweigh

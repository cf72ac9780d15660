#pragma once

#include <array>
#include <optional>
#include <sys/types.h>

#include "base/log.h"
#include "base/supervision.h"

namespace aweigh {

/// All that the resident supervisor needs to know.
struct SupervisorPlan {
  pid_t child = 0;    ///< the preflight, and later the service
  int lifeline = -1;  ///< where the child says what it is; see lifeline.h
  LogLevel log_level = LogLevel::info;
  LogFormat log_format = LogFormat::text;
  Supervision supervision = {};
};

/// A plan as the words of a command line, in fixed storage: what a fresh image of the program is
/// started with.
class PlanWords {
 public:
  explicit PlanWords(const SupervisorPlan& plan) noexcept;

  /// For execve: ends with a null pointer, points into this object.
  char* const* argv() noexcept { return argv_.data(); }

 private:
  static constexpr std::size_t kLongest = 256 * sizeof("255:255,");

  std::array<std::array<char, kLongest>, 3> text_{};
  std::array<char*, 5> argv_{};
};

/// The plan, if `argv` are PlanWords.
std::optional<SupervisorPlan> read_plan_words(int argc, char** argv) noexcept;

}  // namespace aweigh

#pragma once

#include <array>
#include <optional>
#include <sys/types.h>

#include "base/log.h"
#include "init/supervisor_options.h"

namespace aweigh {

/// The moment at which the service started.
struct ServiceStart {
  Clock::time_point at;
  long oom_kills = -1;  ///< until then; see oom.h
};

/// All that the resident supervisor needs to know.
struct SupervisorPlan {
  pid_t child = 0;    ///< the preflight, and later the service
  int lifeline = -1;  ///< the pipe's reading end, see lifeline.h; -1: the child is no preflight
  LogLevel log_level = LogLevel::info;
  LogFormat log_format = LogFormat::automatic;
  const char* log_fields = "";  ///< as members_of() of base/log.h writes them; not owned
  SupervisorOptions supervision = {};
  std::optional<ServiceStart> start = {};  ///< unset: it has not started yet
};

/// A plan as command line and environment of a fresh image of the program, in fixed storage. The
/// plan is in the environment, because musl hands no command line to a constructor.
class PlanWords {
 public:
  explicit PlanWords(const SupervisorPlan& plan) noexcept;

  /// For execve: end with a null pointer, point into this object.
  char* const* argv() noexcept { return argv_.data(); }
  char* const* environment() noexcept { return environment_.data(); }

 private:
  static constexpr std::size_t kLongest = sizeof("aweigh-map-exit=") + 256 * sizeof("255:255,");

  std::array<std::array<char, kLongest>, 4> text_{};
  std::array<char*, 2> argv_{};
  std::array<char*, 5> environment_{};
};

/// Reads the plan back. nullopt: `environment` is not that of PlanWords, in any order, alone, or
/// says what no plan says.
std::optional<SupervisorPlan> read_plan_words(const char* const* environment) noexcept;

}  // namespace aweigh

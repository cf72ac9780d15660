#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace aweigh {

/// How a start ended.
struct Outcome {
  const char* word;              ///< for machines: "started", "timed_out"
  std::string heading;           ///< for people, what the time is added to: "Timed out after"
  std::optional<int> exit_code;  ///< nullopt: the service has one of its own
  bool good;
};

/// All is ready: the service is launched next.
Outcome outcome_of_service();

/// Of an action that runs no service.
Outcome outcome_of(const Result<void>& done);

/// Of `lock`, by COMMAND's own code.
Outcome outcome_of_command(int exit_code);

}  // namespace aweigh

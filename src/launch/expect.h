#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "launch/user.h"

namespace aweigh {

/// As whom, in which directory and in which PATH launch() will look COMMAND up.
struct LaunchPlace {
  const std::optional<Identity>& user;
  const std::optional<std::string>& directory;
  std::string_view path;  ///< empty: libc's own
};

/// Whether launch() will find `program`, as far as that can be seen before. To be asked before
/// something is changed for the service's sake. The error is launch()'s own.
Result<void> expect_command(const std::string& program, const LaunchPlace& place);

/// Changes to the service's directory, if there is one. Error: not_executable.
Result<void> enter(const std::optional<std::string>& directory);

}  // namespace aweigh

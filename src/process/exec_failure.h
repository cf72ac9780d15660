#pragma once

#include <string>
#include <string_view>

namespace aweigh {

/// The system's words for `error`, the errno of an exec of `program`, and what they do not say: "No
/// such file or directory (not found in PATH)".
std::string exec_failure(const std::string& program, int error);

/// The errno that an exec of `program` will fail with, where execvp(3) looks it up in `path`. 0: no
/// failure can be foreseen.
int foreseen_exec_error(const std::string& program, std::string_view path);

}  // namespace aweigh

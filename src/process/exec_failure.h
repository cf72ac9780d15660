#pragma once

#include <string>
#include <string_view>

namespace aweigh {

/// What `error`, the errno of an exec of `program`, means, with what the system's words do not say:
/// "No such file or directory (not found in PATH)".
std::string exec_failure(const std::string& program, int error);

/// The errno that an exec of `program`, looked up in `path` as execvp(3) does, is going to meet; 0:
/// none that can be seen beforehand.
int foreseen_exec_error(const std::string& program, std::string_view path);

}  // namespace aweigh

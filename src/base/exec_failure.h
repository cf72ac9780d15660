#pragma once

#include <string>

namespace aweigh {

/// What `error`, the errno of an exec of `program`, means, with what the system's words do not say:
/// "No such file or directory (not found in PATH)".
std::string exec_failure(const std::string& program, int error);

}  // namespace aweigh

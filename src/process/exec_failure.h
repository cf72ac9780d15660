#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace aweigh {

/// The system's words for `error`, the errno of an exec of `program`, and what they do not say: "No
/// such file or directory (not found in PATH)".
std::string exec_failure(const std::string& program, int error);

/// The error about COMMAND, whose exec fails with errno `error`: not_found or not_executable.
Error cannot_run(const std::string& program, int error);

/// The same of a `program` that execvp(3) looks up in `path`.
Error cannot_run(const std::string& program, std::string_view path, int error);

/// The errno that an exec of `program` will fail with, where execvp(3) looks it up in `path`; an
/// empty one is none, or means the current directory. 0: no failure can be foreseen.
int foreseen_exec_error(const std::string& program, std::string_view path);

/// Where execvp(3) finds `program` in `path`; the program itself if it names a directory, or is not
/// found.
std::string found_program(const std::string& program, std::string_view path);

}  // namespace aweigh

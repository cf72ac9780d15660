#pragma once

#include <string>

#include "base/result.h"

namespace aweigh {

/// Copies the running binary to `path`, to `path`/aweigh where that is a directory or ends in a
/// slash. Whoever looks sees the file that was there before, or all of the new one, executable for
/// everybody; the copy that runs from there goes on. Every error is ExitCode::usage and leaves
/// things as they were.
Result<void> install(const std::string& path);

}  // namespace aweigh

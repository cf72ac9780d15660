#pragma once

#include <string>

#include "base/result.h"

namespace aweigh {

/// Copies the running binary to `path`, or to `path`/aweigh where `path` is a directory or ends in
/// a slash. At each moment the file is the one that was there before, or all of the new one,
/// executable for everybody. A process that runs the old file goes on. Every error is
/// ExitCode::usage, and changes nothing.
Result<void> install(const std::string& path);

}  // namespace aweigh

#pragma once

#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace aweigh {

/// Why an owner cannot be changed: `cannot change the owner of PATH: CAUSE`, ExitCode::usage.
tl::unexpected<Error> cannot_change_owner(const std::string& path, const std::string& cause);

/// What lies at `path`, as a descriptor for openat(2) and *at calls alone (O_PATH). A symbolic link
/// on the way, and at its end, is followed where nobody but root could have made it: in a directory
/// that belongs to root and that nobody else may write to. Any other one is refused, for it could
/// lead to files that are none of the user's.
Result<Fd> open_place(const std::string& path);

}  // namespace aweigh

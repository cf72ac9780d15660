#pragma once

#include "base/result.h"
#include "target/target.h"

namespace aweigh {

/// The host and port of a target whose kind takes nothing else: no user, password, path or query.
/// The error is a cause.
Result<HostPort> read_host_port(const Target& target);

}  // namespace aweigh

#pragma once

#include "base/result.h"
#include "base/time.h"
#include "target/target.h"

namespace aweigh {

/// The value of an option that is some time, and ends; zero: not given. The error is a cause.
Result<Duration> read_interval(const Target& target, std::string_view option);

}  // namespace aweigh

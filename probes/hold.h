#pragma once

#include <asio/awaitable.hpp>

#include "base/result.h"
#include "base/time.h"
#include "net/stream.h"
#include "probes/answer.h"
#include "target/target.h"

namespace aweigh {

/// The option `hold=D` of the kinds that are ready when they accept: a proxy accepts before its
/// backend listens, and hangs up.
inline constexpr TargetOption kHoldOption = {"hold", "D",
                                             "the connection is also still open after that long"};

/// The value of `hold`; zero: not given.
Result<Duration> read_hold(const Target& target);

/// Ready when `stream` is still open after `hold`, or as soon as it says something.
asio::awaitable<Answer> held_open(Stream stream, Duration hold);

}  // namespace aweigh

#pragma once

#include <asio/awaitable.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "probes/probe.h"
#include "target/limits.h"
#include "wait/history.h"

namespace aweigh {

/// A target that is waited for, and the probe that asks it.
struct Watched {
  std::string name;  ///< redacted
  std::unique_ptr<Probe> probe;
  WaitLimits limits;
  bool inverted = false;  ///< ready when it is gone
  std::optional<AnyOf> any = {};
  std::optional<std::size_t> after = {};  ///< the place of the one whose wait is to be over before
  Asked asked = {};
};

/// Probes all targets at the same time until each is ready, timed out, or unneeded as enough others
/// of its group are ready; or until the wait is lost with one that is rejected for good. At most
/// `most_at_once` attempts are under way. Logs how each fares, and keeps `history`, which is empty
/// at first, up to date. Whether all are ready is said there alone.
asio::awaitable<Result<void>> wait_for(std::vector<Watched> targets, std::size_t most_at_once,
                                       WaitHistory& history);

}  // namespace aweigh

#pragma once

#include <asio/awaitable.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "probes/probe.h"
#include "target/limits.h"
#include "wait/report.h"

namespace aweigh {

/// A target that is waited for, and the probe that asks it.
struct Watched {
  std::string name;  ///< redacted
  std::unique_ptr<Probe> probe;
  WaitLimits limits;
  bool inverted = false;  ///< ready when it is gone
};

/// Probes all targets at the same time until each is ready or timed out, or one that is not
/// optional is rejected for good: that ends the whole wait. At most `most_at_once` attempts are
/// under way. Logs how each fares. The reports come in the order of `targets`.
asio::awaitable<std::vector<TargetReport>> wait_for(std::vector<Watched> targets,
                                                    std::size_t most_at_once);

}  // namespace aweigh

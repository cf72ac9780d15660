#pragma once

#include <memory>
#include <optional>
#include <string>

#include "migrate/run/blocker_reporter.h"
#include "migrate/run/destination.h"
#include "migrate/run/interruption.h"
#include "migrate/run/reconnect_limit.h"
#include "migrate/run/run.h"

// What the passes of one run share. Run makes it; Pass and run_step() work on it.

namespace aweigh::migrate {

struct RunContext {
  Settings settings;
  Goal goal;
  Files files;
  std::shared_ptr<Interruption> interruption;
  BlockerReporter blockers;
  ReconnectLimit reconnecting;
  std::optional<Destination> destination = {};  ///< from the first plan on
  const Migration* next = nullptr;  ///< the next file of the last plan; null: there is none

  /// The error of a run that is interrupted at `where`.
  [[nodiscard]] tl::unexpected<Error> interrupted(const std::string& where) const;
};

}  // namespace aweigh::migrate

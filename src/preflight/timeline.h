#pragma once

#include <optional>

#include "base/time.h"
#include "migrate/run/history.h"
#include "wait/history.h"

namespace aweigh {

/// What has happened since the start, and when: the one source of the summary, the display and the
/// report.
struct Timeline {
  Clock::time_point begun = Clock::now();
  WaitHistory targets = {};
  migrate::History schema = {};
  std::optional<Clock::time_point> service_started = {};
};

}  // namespace aweigh

#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "display/line.h"
#include "migrate/run/history.h"
#include "wait/history.h"

namespace aweigh::display {

/// What is to be seen while something is under way.
struct Picture {
  std::function<std::vector<Row>(const Canvas&)> rows;
  /// Whether a line of the log about this event would say no more than the rows do.
  std::function<bool(std::string_view event)> shows;
};

/// Of a wait. `targets` must outlive it.
Picture picture_of(const WaitHistory& targets);

/// Of a run of migrations, or of programs under the migration lock. `schema` must outlive it.
Picture picture_of(const migrate::History& schema);

}  // namespace aweigh::display

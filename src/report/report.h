#pragma once

#include <string>

#include "base/time.h"
#include "preflight/timeline.h"
#include "report/outcome.h"

namespace aweigh {

/// All that a report tells.
struct Report {
  const Timeline& timeline;
  Outcome outcome;
  Clock::time_point end;  ///< of what is told
  std::string started;    ///< RFC 3339, the time of day at `timeline.begun`

  [[nodiscard]] Duration since_begin(Clock::time_point time) const { return time - timeline.begun; }
  [[nodiscard]] Duration total() const { return since_begin(end); }
};

/// One line, as docs/report.schema.json has it.
std::string report_json(const Report& report);

/// A picture: a bar for each target, the wait for the lock and the migrations, over the time. It is
/// complete in itself: no script, no font and no other file belongs to it.
std::string report_svg(const Report& report);

}  // namespace aweigh

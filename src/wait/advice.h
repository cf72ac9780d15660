#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "probes/answer.h"

namespace aweigh {

/// What of a target the advice on its answers depends on.
struct Asked {
  std::string_view scheme = {};             ///< of the kind
  std::string host = {};                    ///< the first one; "": the system, or a default
  std::vector<std::string> filled_by = {};  ///< the names of the placeholders in the target
};

/// What to do about an answer: the probe's own advice, or what a wait may have met that goes on and
/// on. "" where there is nothing to say. The one place that decides on it; the log of each attempt
/// goes without. Pure.
std::string advice_on(const Asked& asked, const Answer& answer);

}  // namespace aweigh

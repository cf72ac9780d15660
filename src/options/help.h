#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "options/options.h"

namespace aweigh {

/// What `aweigh help` prints: all actions, the options of the main form, the kinds of targets and
/// the exit codes.
std::string help_on_all(const Vocabulary& vocabulary);

/// What `aweigh help TOPIC` prints: of an action its usage and options alone. The error names the
/// topics there are.
Result<std::string> help_on(std::string_view topic, const Vocabulary& vocabulary);

}  // namespace aweigh

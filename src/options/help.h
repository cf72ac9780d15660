#pragma once

#include <span>
#include <string>
#include <string_view>

#include "options/options.h"

namespace aweigh {

/// What `aweigh help` prints, and `aweigh wait --help` for its own options.
std::string help_text(Action topic, std::span<const TargetKind> kinds);

/// What `aweigh help`, or `aweigh help TOPIC`, prints; the error names the topics there are.
Result<std::string> help_on(std::span<const char* const> words, std::span<const TargetKind> kinds);

}  // namespace aweigh

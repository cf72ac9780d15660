#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "options/options.h"

namespace aweigh {

/// What `aweigh help` prints, and `aweigh wait --help` for its own options.
std::string help_text(Action topic, std::span<const TargetKind> kinds);

/// What `aweigh help TOPIC` prints; nullopt: there is no such topic.
std::optional<std::string> help_on(std::string_view topic, std::span<const TargetKind> kinds);

/// "wait, check, migrate, targets, pid1"
std::string help_topics();

}  // namespace aweigh

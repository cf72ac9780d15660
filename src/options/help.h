#pragma once

#include <span>
#include <string>

#include "options/options.h"

namespace aweigh {

/// What `aweigh help` prints, and `aweigh wait --help` for its own options.
std::string help_text(Action topic, std::span<const TargetKind> kinds);

/// `aweigh help pid1`: the words of tini and dumb-init beside ours.
std::string pid1_help_text();

}  // namespace aweigh

#pragma once

#include <span>

#include "options/action.h"

namespace aweigh {

/// All actions, the main form first. Each has a file of its own in this folder.
std::span<const ActionRow* const> actions();

}  // namespace aweigh

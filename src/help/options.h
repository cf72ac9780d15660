#pragma once

#include <string>

#include "options/action.h"
#include "options/table.h"

// The options, for people.

namespace aweigh {

/// "-w, --wait TARGET"; where there is no short name, blanks stand for it.
std::string spelling_of(const OptionRow& row);

/// The options of `action`, by section, with their defaults and variables.
std::string describe_options(const ActionRow& action);

/// All options of all actions, with the actions that take each.
std::string describe_all_options();

/// A line for each variable that is an option's.
std::string describe_variables();

}  // namespace aweigh

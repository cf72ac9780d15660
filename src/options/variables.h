#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "options/table.h"

// An option's variable: its name and what its text stands for. parse.cpp uses it.

namespace aweigh {

/// All our variables begin with it.
inline constexpr std::string_view kVariablePrefix = "AWEIGH_";

/// `max-interval` is AWEIGH_MAX_INTERVAL.
std::string variable_of(const OptionRow& row);

/// The values that the text of a variable stands for: several words of a list, `true` or none for a
/// flag.
Result<std::vector<std::string>> values_in(const OptionRow& row, std::string_view text);

}  // namespace aweigh

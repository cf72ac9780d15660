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

/// Whether Kubernetes sets a variable of that name: to each container, for each Service, and so for
/// one that is called aweigh or aweigh-web (Kubernetes' documentation, "Service", environment
/// variables).
bool is_of_service(std::string_view name);

/// The warning about a variable of ours that no option has.
std::string unknown_variable(std::string_view name);

/// Whether `entry`, a variable, may be one that foreign_variable() knows. Asked of each variable at
/// each start.
constexpr bool may_be_foreign(std::string_view entry) {
  return !entry.empty() && (entry.front() == 'W' || entry.front() == 'T') &&
         (entry.starts_with("WAIT_") || entry.starts_with("TINI_"));
}

/// The warning about a variable of another program's, whose work aweigh does: the service would
/// start without it. "": it is none.
std::string foreign_variable(std::string_view name);

/// The values that the text of a variable stands for: several words of a list, `true` or none for a
/// flag.
Result<std::vector<std::string>> values_in(const OptionRow& row, std::string_view text);

}  // namespace aweigh

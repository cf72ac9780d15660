#pragma once

#include <span>
#include <string_view>
#include <vector>

// What the help says beyond the tables of options, actions and kinds. The manual page is made from
// the same rows (cmake/tables).

namespace aweigh {

/// A term, and a sentence or phrase on it.
struct HelpRow {
  std::string_view term;
  std::string_view meaning;
};

/// What the program is, in one sentence.
std::string_view summary();

/// What holds for every option, each a sentence or two.
std::span<const std::string_view> rules_of_options();

/// What a target may be besides `scheme://…`.
std::span<const HelpRow> spellings_of_targets();

/// The variables that are no option's.
std::span<const HelpRow> other_variables();

/// From base/exit_code.h.
std::vector<HelpRow> exit_codes();

/// The log in JSON: what stands in a line.
std::span<const HelpRow> log_fields();

/// What other inits have, and what it is called here.
std::span<const HelpRow> spellings_of_inits();

}  // namespace aweigh

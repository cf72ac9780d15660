#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "options/options.h"

namespace aweigh {

/// One option: the one truth for the parser, the environment and the help text.
struct OptionRow {
  enum class Takes { nothing, one_value, many_values };

  std::string_view long_name;     ///< "timeout"; gives the variable AWEIGH_TIMEOUT
  std::string_view short_name{};  ///< "t", or empty
  std::string_view value_name{};  ///< "D", for the help text
  Takes takes = Takes::one_value;
  std::string_view section;
  std::string_view fallback{};  ///< the default, for the help text
  std::string_view help;
  std::optional<Action> only_of{};  ///< nullopt: the main form, `wait` and `check` all take it
  bool has_variable = true;
  bool comes_first = false;  ///< adds to the environment, which placeholders look into
  /// Takes one value into the options. The error is a cause; it shows no value that may be a
  /// secret.
  Result<void> (*set)(Options&, std::string_view value, std::span<const TargetKind>);
};

std::span<const OptionRow> option_rows();

/// Whether `action` takes the option.
constexpr bool is_of(const OptionRow& row, Action action) {
  return !row.only_of || *row.only_of == action;
}

}  // namespace aweigh

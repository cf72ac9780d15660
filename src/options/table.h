#pragma once

#include <span>
#include <string_view>

#include "options/action.h"
#include "options/options.h"

// The shape of the option table; table.cpp and migrating_rows.h have its rows.

namespace aweigh {

/// One option: the one truth for the parser, the environment and the help text.
struct OptionRow {
  enum class Takes { nothing, one_value, many_values };
  static constexpr std::string_view kEveryAction = "*";

  std::string_view long_name;     ///< "timeout"; gives the variable AWEIGH_TIMEOUT
  std::string_view short_name{};  ///< "t", or empty
  std::string_view value_name{};  ///< "D", for the help text
  Takes takes = Takes::one_value;
  std::string_view section;
  std::string_view fallback{};  ///< the default, for the help text
  std::string_view help;
  std::string_view
      actions{};  ///< "run lock", those that take it; empty: all that work with servers
  std::string_view commands{};  ///< of `migrate`, those that take it: "up down"; empty: all
  bool has_variable = true;
  bool comes_first = false;  ///< adds to the environment, which placeholders look into
  /// Takes one value into the options. The error is a cause; it shows no value that may be a
  /// secret.
  Result<void> (*set)(Options&, std::string_view value);
};

std::span<const OptionRow> option_rows();

/// Whether `action` takes the option.
bool is_of(const OptionRow& row, const ActionRow& action);

/// Whether the action's command takes it.
bool is_of_command(const OptionRow& row, std::string_view command);

}  // namespace aweigh

#pragma once

#include <span>
#include <string_view>

#include "options/action.h"
#include "options/options.h"

// The shape of the option table; table.cpp, migrating_rows.h and telling_rows.h have its rows.

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
  bool of_plan = false;      ///< all that work with servers take it together with --explain
  bool hides_value = false;  ///< what it takes may hold a secret, and is not shown
  bool comes_first = false;  ///< adds to the environment, which placeholders look into
  /// Takes one value into the options. The error is a cause; it shows no value that may be a
  /// secret.
  Result<void> (*set)(Options&, std::string_view value);
};

std::span<const OptionRow> option_rows();

/// The default, for people: that of the row, but for the log's level, of which actions have their
/// own.
std::string_view fallback_of(const OptionRow& row, const ActionRow& action);

/// Whether `action` takes the option, be it with --explain alone.
bool is_of(const OptionRow& row, const ActionRow& action);

/// Whether the action, or its command, takes it with --explain alone.
bool is_of_plan_alone(const OptionRow& row, const ActionRow& action, std::string_view command);

/// Whether the action's command takes it, be it with --explain alone.
bool is_of_command(const OptionRow& row, std::string_view command);

}  // namespace aweigh

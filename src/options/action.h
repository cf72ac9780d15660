#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/leave.h"
#include "base/log.h"
#include "base/signals.h"
#include "options/options.h"

namespace aweigh {

struct Explanation;
using Words = std::vector<std::string>;

/// What the words are that are neither options nor their values.
enum class Operands {
  command,  ///< they begin a COMMAND: whatever follows is its own
  targets,  ///< of the option --wait, more of them
  others
};

/// One action: the one truth for the parser, the help and main. src/actions has a file for each.
struct ActionRow {
  std::string_view name;     ///< the first word; of the main form `run`, which is no word
  std::string_view usage;    ///< what follows `aweigh `
  std::string_view summary;  ///< in the list of all
  std::string_view help{};   ///< more on it, for `help NAME`
  std::string_view example;  ///< what follows `aweigh `, for `help NAME`
  Operands operands = Operands::others;
  bool works_with_servers = true;  ///< takes the options that most actions take
  LogLevel log_level = LogLevel::info;

  /// Of an action with commands of its own: its words in our spelling, the command that the
  /// operands name (options may be of some commands only), and a list of them.
  Result<Words> (*respell)(std::span<const char* const> words) = nullptr;
  Result<std::string_view> (*command_of)(const Words& operands) = nullptr;
  std::string (*describe_commands)() = nullptr;

  /// Takes the operands, or COMMAND, and checks that the options go together.
  Result<void> (*take)(Options& options, const Words& operands);

  /// Tells for --explain what it would do, as steps and as problems. nullptr: it has no --explain.
  void (*explain)(const Options& options, Explanation& explanation) = nullptr;

  /// Does it. All signals are blocked; `inherited` is the mask from before.
  Leave (*run)(Options& options, SignalSet inherited);
};

/// nullptr: no action has this name.
const ActionRow* find_action(std::span<const ActionRow* const> actions, std::string_view name);

}  // namespace aweigh

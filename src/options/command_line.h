#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "options/table.h"

namespace aweigh {

/// The words of one command line, sorted; not yet understood.
struct CommandLine {
  std::map<const OptionRow*, std::vector<std::string>> values;  ///< of a flag: one "true" a mention
  std::vector<std::string> operands;  ///< targets of `wait`, `up 2` of `migrate`, a path
  std::vector<std::string> command;   ///< of the main form and `lock`
};

/// Sorts the words behind the program's name and the subcommand.
Result<CommandLine> sort_words(Action action, std::span<const char* const> words);

/// The options of `action` for people, by section.
std::string describe_options(Action action);

}  // namespace aweigh

#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "options/action.h"
#include "options/table.h"

namespace aweigh {

/// The words of one command line, sorted; not yet understood.
struct SortedWords {
  std::map<const OptionRow*, Words> values;  ///< of a flag: one `true` a mention
  Words operands;                            ///< targets of `wait`, `up 2` of `migrate`, or COMMAND
  bool behind_dashes = false;                ///< -- stands before the operands
};

/// Sorts the words behind the program's name and the action's.
Result<SortedWords> sort_words(const ActionRow& action, std::span<const char* const> words);

}  // namespace aweigh

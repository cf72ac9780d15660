#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "options/action.h"

// Slips of the pen on the command line, and what is said about them. words.cpp asks.

namespace aweigh {

constexpr bool looks_like_option(std::string_view word) {
  return word.size() > 1 && word.front() == '-' && word != "--";
}

/// `migrate force -1`
bool is_negative_number(std::string_view word);

/// Refuses what would be read as something that nobody means: `-timeout 5` (as -t imeout),
/// `-h HOST -p PORT` (as -h), an option and its value in one word (as a value that begins with a
/// blank). Looks at our own words alone.
Result<void> refuse_slips(const ActionRow& action, std::span<const char* const> words);

/// The error about an option that `action` does not have. Shows no more of `word` than its name.
Error unknown_option(const ActionRow& action, std::string_view word);

}  // namespace aweigh

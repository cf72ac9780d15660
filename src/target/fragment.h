#pragma once

#include <string_view>

#include "target/limits.h"
#include "target/target.h"

namespace aweigh {

/// What every kind takes in its fragment: how long and how often it is tried.
std::span<const TargetOption> general_options();

/// A target's text before and behind the # of its options.
struct CutText {
  std::string_view body;
  std::string_view fragment;
};

/// Cuts a URL at its first #.
CutText cut_fragment(std::string_view text);

/// Cuts words at the first # that begins a word and is not quoted, as a shell's comment
/// does.
CutText cut_comment(std::string_view text);

/// Reads `name=value&name` into the options of `target`, whose kind must be known. An unknown name
/// is an error that lists the known ones.
Result<void> read_options(Target& target, const MarkedText& text, std::string_view fragment);

/// `defaults`, changed by what the target's own fragment says.
Result<WaitLimits> limits_of(const Target& target, WaitLimits defaults);

}  // namespace aweigh

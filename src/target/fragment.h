#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "target/limits.h"
#include "target/placeholders.h"
#include "target/target.h"

namespace aweigh {

/// The options of all kinds: how long and how often a target is tried.
std::span<const TargetOption> general_options();

/// The options of the kinds with TargetKind::tls: ca, cert, key, servername, insecure.
std::span<const TargetOption> tls_options();

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

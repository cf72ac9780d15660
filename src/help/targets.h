#pragma once

#include <ranges>
#include <string>

#include "options/options.h"

// The kinds of targets, for people.

namespace aweigh {

/// Those that are not left out of this build.
inline auto kinds_here(const Vocabulary& vocabulary) {
  return vocabulary.kinds |
         std::views::filter([](const TargetKind& kind) { return !kind.left_out; });
}

/// How a target is written, the options of all kinds, and each kind with its own.
std::string describe_targets(const Vocabulary& vocabulary);

/// One kind: when it is ready, and all of its options.
std::string describe_kind(const TargetKind& kind);

/// nullptr: no kind has this scheme, nor calls itself so, too.
const TargetKind* find_kind(const Vocabulary& vocabulary, std::string_view name);

}  // namespace aweigh

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "migrate/files/source.h"
#include "migrate/run/goal.h"
#include "schema/checksum.h"

// Files that were merged late, below a version that the schema had passed before they came.
// golang-migrate's table has one number, and cannot tell them from files that were applied.

namespace aweigh::migrate {

/// In order of version; they point into the files of a run.
using Skipped = std::vector<const Migration*>;

/// The files of `known`, which is in order of version, that have never run although the schema is
/// at a higher version: on its way it went past them, and nothing has run them since. Pure. A file
/// of which the past proves neither is not among them: it counts as applied.
Skipped skipped_of(const Past& past, std::optional<std::int64_t> current,
                   std::span<const Migration> known);

/// Their names, as many as a reader takes in.
std::string names_of(const Skipped& skipped);

/// One line for each, but not so many that they bury the rest of the log. `aim` says what passes
/// over them: the way up, or that back.
void warn_of_skipped(const Skipped& skipped, Goal::Aim aim);

}  // namespace aweigh::migrate

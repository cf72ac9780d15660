#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "migrate/files/source.h"
#include "migrate/run/goal.h"
#include "migrate/run/skipped.h"

// Turns a goal that counts from where the schema is ("up 3") into a fixed place. plan() decides it
// once for a run.

namespace aweigh::migrate {

/// Where a run ends. It stays the same when a lost connection makes the run plan anew.
struct Destination {
  std::size_t applied = 0;   ///< how many of the migrations are applied there, or were skipped
  std::int64_t missing = 0;  ///< how many fewer steps lead there than were asked for
};

/// How many of `known` are applied at `version`; nullopt: the version is none of theirs.
std::optional<std::size_t> applied_at(std::optional<std::int64_t> version,
                                      std::span<const Migration> known);

/// The places in `known` of those among the first `applied` that were not `skipped`.
std::vector<std::size_t> places_of_ran(std::size_t applied, std::span<const Migration> known,
                                       const Skipped& skipped);

/// For up, down and go_to, from a schema that is behind the first `applied` of `known`. What was
/// `skipped` of them is no step down. Error (migration_failed): the version to go to has no file.
Result<Destination> destination_of(const Goal& goal, std::size_t applied,
                                   std::span<const Migration> known, const Skipped& skipped);

}  // namespace aweigh::migrate

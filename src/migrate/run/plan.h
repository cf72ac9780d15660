#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "migrate/files/source.h"
#include "migrate/run/destination.h"
#include "migrate/run/goal.h"
#include "migrate/run/skipped.h"
#include "schema/version_table.h"

// Decides which files are to be run, before any is. A run follows the plan, --dry-run prints it,
// and a wait for the newest version is over when it is empty.

namespace aweigh::migrate {

/// One file to be run.
struct Step {
  const Migration* file;
  Direction direction;
  std::optional<std::int64_t> after;  ///< the schema's version then, which golang-migrate also
                                      ///< records as dirty if the file fails

  /// Whether the file was merged late: it leaves the schema's version as it is.
  [[nodiscard]] bool is_late() const {
    return direction == Direction::up && after != file->version;
  }
};

struct Plan {
  std::vector<Step> steps = {};
  Destination destination = {};
  bool ahead = false;    ///< the database is newer than all files, and that is ok
  Skipped skipped = {};  ///< files that never ran, and that these steps pass over, too
};

/// The way from `current` to `goal` (up, down or go_to). The steps point into `files`. `table` is
/// the quoted name of the version table, for the advice. `decided` is the destination of the run's
/// first plan, where this is not the first. `skipped` of the files never ran: nothing takes them
/// back, and on the way up the goal decides. Error (migration_failed): the database is dirty, or at
/// a version without a file; the goal's version has no file; a migration that is to be taken back
/// has no down file; the goal wants no file skipped; a version on the way has a down file alone.
Result<Plan> plan(const Goal& goal, const Version& current, const Files& files,
                  std::string_view table, std::optional<Destination> decided = std::nullopt,
                  const Skipped& skipped = {});

/// What to say of a plan that is ahead.
std::string ahead_words(std::optional<std::int64_t> version);

/// "limit 2 short", as golang-migrate says when there are fewer migrations than were asked for.
Result<void> all_found(const Plan& plan);

/// Refuses files of the plan that cannot work, before anything runs.
Result<void> check_scripts(const Plan& plan);

}  // namespace aweigh::migrate

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "migrate/files/source.h"
#include "migrate/run/goal.h"
#include "schema/version_table.h"

namespace aweigh::migrate {

/// One file to be run.
struct Step {
  const Migration* file;
  Direction direction;
  std::optional<std::int64_t> after;  ///< the schema's version then, which golang-migrate also
                                      ///< records as dirty if the file fails
};

struct Plan {
  std::vector<Step> steps;
  std::int64_t missing = 0;  ///< how many steps fewer there are than were asked for
  bool ahead = false;        ///< the database is newer than all files, and that is ok
};

/// How to get from `current` to `goal` (up, down or go_to). The steps point into `files`. `table`
/// is the quoted name of the version table, for the advice. Error (migration_failed): the database
/// is dirty, or at a version without a file; the goal's version has no file; a migration that is to
/// be taken back has no down file.
Result<Plan> plan(const Goal& goal, const Version& current, const Files& files,
                  std::string_view table);

/// What there is to say where a plan is ahead.
std::string ahead_words(std::optional<std::int64_t> version);

/// "limit 2 short", as golang-migrate says when there are fewer migrations than were asked for.
Result<void> all_found(const Plan& plan);

/// How to make a dirty database clean again, by hand.
std::string dirty_advice(const Version& dirty, std::span<const Migration> known,
                         std::string_view table);

/// The same for a down file that has not finished.
std::string undone_advice(const Step& down);

/// Refuses files of the plan that cannot work, before anything runs.
Result<void> check_scripts(const Plan& plan);

}  // namespace aweigh::migrate

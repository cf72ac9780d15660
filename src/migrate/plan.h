#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "migrate/source.h"
#include "migrate/version_table.h"

namespace aweigh::migrate {

/// The migrations that are still to be applied to a schema at `current`: the rest of `known`, which
/// is in order of version. Error (migration_failed): the database is dirty, or at a version not in
/// `known`. `table` is the quoted name of the version table, for the advice.
Result<std::span<const Migration>> plan(const Version& current, std::span<const Migration> known,
                                        std::string_view table);

/// How to make a dirty database clean again, by hand.
std::string dirty_advice(const Version& dirty, std::span<const Migration> known,
                         std::string_view table);

/// Reads the text of all `pending` migrations and refuses what cannot work, before anything runs.
Result<void> check(std::span<const Migration> pending);

}  // namespace aweigh::migrate

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "migrate/files/source.h"
#include "migrate/run/plan.h"
#include "schema/version_table.h"

// How a person makes a dirty database clean, for the messages of plan() and of a file that failed.

namespace aweigh::migrate {

/// For an up file that has not finished. `table` is the quoted name of the version table. `reached`
/// is how many of its statements are known to be applied; nullopt: nobody knows.
std::string dirty_advice(const Version& dirty, std::span<const Migration> known,
                         std::string_view table, std::optional<std::size_t> reached = std::nullopt);

/// The error of a run that finds the database dirty, and cannot go on. Arguments as above.
tl::unexpected<Error> is_dirty(const Version& dirty, std::span<const Migration> known,
                               std::string_view table,
                               std::optional<std::size_t> reached = std::nullopt);

/// For a down file that has not finished.
std::string undone_advice(const Step& down);

}  // namespace aweigh::migrate

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "migrate/files/source.h"
#include "migrate/run/plan.h"
#include "schema/version_table.h"

// How a person makes a dirty database clean, for the messages of plan() and of a file that failed.

namespace aweigh::migrate {

/// For an up file that has not finished. `table` is the quoted name of the version table.
std::string dirty_advice(const Version& dirty, std::span<const Migration> known,
                         std::string_view table);

/// For a down file that has not finished.
std::string undone_advice(const Step& down);

}  // namespace aweigh::migrate

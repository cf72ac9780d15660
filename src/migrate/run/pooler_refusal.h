#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"
#include "migrate/files/source.h"
#include "migrate/run/plan.h"
#include "schema/version_table.h"

// What cannot be done through a pooler (pooler.h), and the words of it: all that takes more than
// one transaction. Pure.

namespace aweigh::migrate {

/// Refuses files of the plan that are not one transaction, before anything runs.
Result<void> check_for_pooler(const Plan& plan);

/// Why the statement at `offset` of the file cannot be run through a pooler: `cause` is a clause.
std::string pooler_refusal(const Migration& migration, std::size_t offset,
                           const std::string& cause);

/// The error of a run that finds this version dirty: only a session can go on with its file.
tl::unexpected<Error> dirty_behind_pooler(const Version& version);

}  // namespace aweigh::migrate

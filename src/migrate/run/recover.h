#pragma once

#include <asio/awaitable.hpp>
#include <span>

#include "base/result.h"
#include "migrate/files/source.h"
#include "migrate/run/schema.h"
#include "migrate/sql/script.h"
#include "schema/journal.h"
#include "schema/version_table.h"

// What a run does about a dirty version, between the lock and the plan.

namespace aweigh::migrate {

/// How a dirty version becomes clean.
enum class Recovery {
  impossible,     ///< nothing tells how far its file came: a person must look
  mark_clean,     ///< its file is applied: only the version is to be written
  run_again,      ///< nothing of its file is applied, or running it twice does no harm
  inspect_index,  ///< its file builds one index: the index's state tells
};

/// `script` is that of the dirty version's file.
Recovery recovery_of(JournalState state, const Script& script);

/// Makes a dirty version clean where it can be known what its file has done, and says so in the
/// log. Returns the version to go on from, which is still dirty where nothing can be known. To be
/// called with the lock held: no statement of an earlier run is still at work then.
asio::awaitable<Result<Version>> recover(Schema& schema, Version version,
                                         std::span<const Migration> known);

}  // namespace aweigh::migrate

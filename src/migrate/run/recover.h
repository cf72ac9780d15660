#pragma once

#include <asio/awaitable.hpp>
#include <span>

#include "base/result.h"
#include "migrate/files/source.h"
#include "migrate/sql/script.h"
#include "pg/connection.h"
#include "schema/journal.h"
#include "schema/version_table.h"

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
/// log. The answer is the version to go on from; still dirty where nothing can be known. To be
/// called with the lock held: no earlier run's statement is still at work then.
asio::awaitable<Result<Version>> recover(pg::Connection& session, const VersionTable& table,
                                         const Journal& journal, Version version,
                                         std::span<const Migration> known);

}  // namespace aweigh::migrate

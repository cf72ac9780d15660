#pragma once

#include <asio/awaitable.hpp>
#include <span>

#include "base/result.h"
#include "migrate/files/source.h"
#include "migrate/run/schema.h"
#include "schema/journal.h"
#include "schema/version_table.h"

// What a run does about a dirty version, between the lock and the plan.

namespace aweigh::migrate {

/// How a dirty version becomes clean.
enum class Recovery {
  impossible,     ///< nothing tells how far its file came: a person must look
  mark_clean,     ///< its file is applied: only the version is to be written
  go_on,          ///< the next statement has done nothing, or running it twice does no harm
  inspect_build,  ///< the next statement builds one index: the index's state tells
  inspect_drop,   ///< the next statement drops one index: it tells by being there
};

/// `migration` is the dirty version's file.
Recovery recovery_of(const DirtyRecord& record, const Migration& migration);

/// Makes a dirty version clean where it can be known what its file has done, and says so in the
/// log. Returns the version to go on from, still dirty where it has no file. Where a part of its
/// file is applied, schema.progress says so. Error besides those of the server: is_dirty(). To be
/// called with the lock held: no statement of an earlier run is still at work then. Through a
/// pooler a dirty version is an error.
asio::awaitable<Result<Version>> recover(Schema& schema, Version version,
                                         std::span<const Migration> known);

/// Undoes what this run's file `migration` has left that failed in its first statement, alone:
/// drops the invalid index of a build, forgets the file and makes `before` the version, clean.
/// False: something is in the way, the server or what the statement has done, and the version is
/// dirty. To be called with the lock held.
asio::awaitable<bool> take_back(Schema& schema, const Migration& migration, Version before);

}  // namespace aweigh::migrate

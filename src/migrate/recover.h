#pragma once

#include <asio/awaitable.hpp>
#include <span>

#include "base/result.h"
#include "migrate/journal.h"
#include "migrate/source.h"
#include "migrate/version_table.h"
#include "pg/connection.h"

namespace aweigh::migrate {

/// What is to be done about a dirty version.
enum class Cure {
  none,       ///< nobody can tell how far it came: a person must look
  clean,      ///< its file is applied: only the version is to be written
  run_again,  ///< nothing of its file is applied, or doing it twice does no harm
  see_index,  ///< its file builds one index, whose state tells
};

/// Judges by the journal and the text of the file.
Cure cure_of(Trace trace, std::string_view sql);

/// Makes a dirty version clean where it can be known what its file has done, and says so in the
/// log. The answer is the version to go on from; still dirty where nothing can be known. To be
/// called with the lock held: no earlier run's statement is still at work then.
asio::awaitable<Result<Version>> recover(pg::Connection& session, const VersionTable& table,
                                         const Journal& journal, Version version,
                                         std::span<const Migration> known);

}  // namespace aweigh::migrate

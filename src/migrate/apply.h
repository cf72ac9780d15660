#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>

#include "base/time.h"
#include "migrate/journal.h"
#include "migrate/plan.h"
#include "migrate/script.h"
#include "migrate/source.h"
#include "migrate/version_table.h"
#include "pg/connection.h"

namespace aweigh::migrate {

/// What a file that failed has left in the database.
enum class Remains {
  nothing,  ///< it was rolled back, the version is the one before
  dirty,    ///< its version is recorded as dirty; parts of it may be applied
  unknown,  ///< the connection was lost while it was being committed: all of it or nothing
};

struct ApplyFailure {
  std::string words;  ///< several lines: what failed, where, and what the server said of it
  Remains remains;
  std::string sqlstate;  ///< of what failed; empty where the server said nothing
};

/// Runs the file of one step and records the version after it: both in one transaction where the
/// file allows it, otherwise as golang-migrate does it: dirty, the file, clean. The journal tells
/// afterwards which of these were reached. While `cancellable` is true, what runs may be cancelled
/// and nothing worse than the failure of this file comes of it. `lock_timeout` is for each lock of
/// a file in one transaction; others would stay dirty. All arguments must outlive the coroutine.
asio::awaitable<tl::expected<void, ApplyFailure>> apply(pg::Connection& session,
                                                        const VersionTable& table,
                                                        const Journal& journal, const Step& step,
                                                        Duration lock_timeout, bool& cancellable);

/// The failure as people read it: the words, the place in the file with its lines, DETAIL and HINT.
std::string describe(const pg::Failure& failure, const Migration& migration, const Script& script);

}  // namespace aweigh::migrate

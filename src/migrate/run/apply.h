#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>

#include "base/time.h"
#include "migrate/files/source.h"
#include "migrate/run/plan.h"
#include "migrate/sql/script.h"
#include "pg/connection.h"
#include "schema/journal.h"
#include "schema/version_table.h"

namespace aweigh::migrate {

/// The state in which a file that failed has left the database.
enum class AfterFailure {
  unchanged,  ///< the file was rolled back, the version is the one before
  dirty,      ///< the file's version is recorded as dirty; parts of the file may be applied
  unknown,    ///< the connection was lost during the commit: all of the file is applied, or nothing
};

struct ApplyFailure {
  std::string words;  ///< several lines: what failed, where, and what the server said of it
  AfterFailure after;
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

}  // namespace aweigh::migrate

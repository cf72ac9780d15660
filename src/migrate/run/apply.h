#pragma once

#include <asio/awaitable.hpp>
#include <string>
#include <tl/expected.hpp>

#include "base/time.h"
#include "migrate/run/interruption.h"
#include "migrate/run/plan.h"
#include "migrate/run/schema.h"

// Runs one file in the database, once. run_step.h is above it: that one tries again.

namespace aweigh::migrate {

/// The state in which a file that failed has left the database.
enum class AfterFailure {
  unchanged,  ///< the file was rolled back, the version is the one before
  dirty,      ///< the file's version is recorded as dirty; parts of the file may be applied
  unknown,    ///< the connection was lost during the commit: all of the file is applied, or nothing
  overtaken,  ///< nothing of the file was applied, and another run has the lock or changed the
              ///< version
};

struct ApplyFailure {
  std::string words;  ///< several lines: what failed, where, and the server's words
  AfterFailure after;
  std::string sqlstate;  ///< of what failed; empty where the server said nothing
};

using Applied = tl::expected<void, ApplyFailure>;

/// For each file, whatever the ones before it have set.
struct FileLimits {
  Duration lock;       ///< for each lock of a file in one transaction: any other would stay dirty
  Duration statement;  ///< kForever leaves the session's
};

/// Runs the file of one step and records the version after it. Where the file allows it, both are
/// done in one transaction; otherwise as golang-migrate does it: dirty, the file, clean. The
/// journal tells afterwards which of these were reached. Nothing is run unless the version's row is
/// still schema.recorded, which is kept up to date. `interruption` cancels the file, but not the
/// record of a file that has been applied. All arguments must outlive the coroutine.
asio::awaitable<Applied> apply(Schema& schema, const Step& step, FileLimits limits,
                               Interruption& interruption);

}  // namespace aweigh::migrate

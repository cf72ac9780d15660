#pragma once

#include <asio/awaitable.hpp>
#include <string>

#include "migrate/run/schema.h"
#include "target/target.h"

// Ends a concurrent build that would be in a deadlock. run_step() runs it beside such a file.

namespace aweigh::migrate {

/// A session that waits for the migration lock inside pg_advisory_lock holds a snapshot, for whose
/// end CREATE INDEX CONCURRENTLY waits in turn. Looks for one, on a session of its own, while the
/// first statement of a file builds an index on `schema`; cancels the build before the server looks
/// for deadlocks, and puts down in `waiters` for whom. Where no second session can be had, it does
/// nothing. Never ends: to be cancelled. All arguments must outlive the coroutine.
asio::awaitable<void> cancel_build_for_waiters(const Target& database, Schema& schema,
                                               std::string& waiters);

}  // namespace aweigh::migrate

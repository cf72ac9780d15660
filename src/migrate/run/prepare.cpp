#include <algorithm>
#include <asio/use_awaitable.hpp>

#include "base/log.h"
#include "migrate/run/backoff.h"
#include "migrate/run/lock.h"
#include "migrate/run/plan.h"
#include "migrate/run/recover.h"
#include "migrate/run/run_state.h"
#include "schema/lock_id.h"

namespace aweigh::migrate {

/// All that comes before the first migration. It changes nothing that a lost connection does not
/// undo, or that is not right by itself, so it may be abandoned anywhere.
asio::awaitable<Result<void>> Run::State::prepare() {
  const auto name = table_name_of(settings.database);
  if (!name) {
    co_return error_of(name);
  }
  const auto opened = co_await connect();
  if (!opened) {
    co_return opened;
  }
  table = VersionTable(in_session(session, *name));
  journal = Journal(table);
  if (co_await is_current()) {
    pending = {};
    co_await tell_changed();
    co_return Result<void>();
  }
  const auto locked = co_await take_lock();
  if (!locked) {
    co_return locked;
  }
  start_time_limit();
  if (goal.aim == Goal::Aim::drop) {
    co_return Result<void>();
  }
  const auto there = co_await table.ensure(session.connection);
  if (!there) {
    co_return cannot_create(there.error());
  }
  if (goal.aim == Goal::Aim::force) {
    co_return Result<void>();
  }
  co_return co_await make_plan();
}

asio::awaitable<Result<void>> Run::State::connect() {
  connected = false;
  session = Session();
  Backoff backoff;
  asio::steady_timer timer(loop);
  for (;;) {
    auto opened =
        co_await open_session(settings.database, Access::write, settings.statement_timeout);
    if (opened) {
      session = std::move(*opened);
      connected = true;
      co_return Result<void>();
    }
    const bool passing = opened.error().code == ExitCode::timed_out;
    if (!passing || !reconnect_by || Clock::now() >= *reconnect_by) {
      co_return error_of(opened);
    }
    timer.expires_after(backoff.next());
    co_await timer.async_wait(asio::use_awaitable);
  }
}

/// Whether a look without the lock shows that there is nothing to do: who holds it may go on.
asio::awaitable<bool> Run::State::is_current() {
  if (goal.aim != Goal::Aim::up || goal.number) {
    co_return false;
  }
  const auto there = co_await table.exists(session.connection);
  if (!there || !*there) {
    co_return false;
  }
  const auto version = co_await table.read(session.connection);
  if (!version || version->dirty || version->number != files.up.back().version) {
    co_return false;
  }
  at = version->number;
  co_return true;
}

asio::awaitable<Result<void>> Run::State::take_lock() {
  auto ids = lock_ids(table.name().schema, table.name().table, session.database);
  co_return co_await take_locks(session.connection, std::move(ids), settings.lock_timeout);
}

asio::awaitable<Result<void>> Run::State::make_plan() {
  const auto there = co_await journal.ensure(session.connection);
  if (!there) {
    co_return cannot_create(there.error());
  }
  auto version = co_await table.read(session.connection);
  if (version) {
    version = co_await recover(session.connection, table, journal, *version, files.up);
  }
  if (!version) {
    co_return error_of(version);
  }
  at = version->number;
  if (!pending.empty() && !version->dirty && at == pending.front().after) {
    accept(pending.front());  // the connection was lost after its commit, before we heard of it
  }
  auto made = plan(goal, *version, files, table.quoted());
  if (!made) {
    co_return error_of(made);
  }
  planned = std::move(*made);
  pending = planned.steps;
  co_await tell_changed();
  co_return check_scripts(planned);
}

/// Whoever changes a file that is applied already waits in vain for what it says now. A session
/// that cannot say more is no reason to fail.
asio::awaitable<void> Run::State::tell_changed() {
  const auto checksums = co_await journal.checksums(session.connection);
  if (!checksums) {
    co_return;
  }
  const auto changed = std::ranges::find_if(files.up, [&](const Migration& file) {
    return at && file.version <= *at &&
           content_of(file.version, file.sql, *checksums) == Content::changed;
  });
  if (changed != files.up.end()) {
    log_event(LogLevel::warn, "file_changed",
              changed->file +
                  " was changed after it was applied, and is not applied again; aweigh migrate "
                  "status shows all that were");
  }
}

tl::unexpected<Error> Run::State::cannot_create(const pg::Failure& failure) const {
  return fail(ExitCode::migration_failed,
              "cannot create the version table " + table.quoted() + ": " + failure.words);
}

}  // namespace aweigh::migrate

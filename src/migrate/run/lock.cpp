#include "migrate/run/lock.h"

#include <algorithm>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include "base/duration_text.h"
#include "base/log.h"
#include "migrate/run/backoff.h"
#include "migrate/run/blocking_sessions.h"
#include "net/with_timeout.h"
#include "schema/lock_id.h"

namespace aweigh::migrate {
namespace {

constexpr Duration kBetweenLines = std::chrono::seconds(5);
constexpr Duration kLeastForAnswer = std::chrono::seconds(2);  // of a healthy server under load

asio::awaitable<pg::Outcome<bool>> try_lock(pg::Connection& session, std::uint32_t id) {
  std::vector<std::string> args = {std::to_string(id)};
  const auto rows = co_await session.query("SELECT pg_catalog.pg_try_advisory_lock($1::bigint)",
                                           pg::one_row(1), std::move(args));
  if (!rows) {
    co_return error_of(rows);
  }
  co_return rows->front().front() == "t";
}

std::vector<std::uint32_t> ids_of(const Schema& schema) {
  const TableName& table = schema.table.name();
  return lock_ids(table.schema, table.table, schema.database);
}

/// Takes one advisory lock after the other, all of them until one deadline.
class LockTaker {
 public:
  LockTaker(pg::Connection& session, Duration timeout)
      : session_(session), timeout_(timeout), deadline_(deadline_after(Clock::now(), timeout)) {}

  asio::awaitable<Result<void>> take(std::uint32_t id) {
    Backoff backoff;
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (;;) {
      const auto taken = co_await try_to_take(id);
      if (!taken) {
        co_return error_of(taken);
      }
      if (*taken) {
        co_return Result<void>();
      }
      const auto now = Clock::now();
      if (now >= deadline_) {
        const std::string holder = co_await holder_of(session_, id);
        co_return timed_out(holder.empty() ? "" : ": held by " + holder);
      }
      if (now >= next_line_) {
        next_line_ = now + kBetweenLines;
        co_await log_holder(id);
      }
      timer.expires_at(std::min(deadline_, now + backoff.next()));
      co_await timer.async_wait(asio::use_awaitable);
    }
  }

 private:
  asio::awaitable<Result<bool>> try_to_take(std::uint32_t id) {
    const auto answer = co_await with_timeout(
        try_lock(session_, id), std::max<Duration>(deadline_ - Clock::now(), kLeastForAnswer));
    if (!answer) {
      co_return timed_out(": the server has stopped answering");
    }
    if (!*answer) {
      co_return fail(ExitCode::migration_failed,
                     "cannot take the migration lock: " + answer->error().words);
    }
    co_return **answer;
  }

  asio::awaitable<void> log_holder(std::uint32_t id) {
    const std::string holder = co_await holder_of(session_, id);
    if (!holder.empty()) {
      log_event(LogLevel::info, "lock_waiting",
                "waiting for the migration lock, held by " + holder);
    }
  }

  [[nodiscard]] tl::unexpected<Error> timed_out(const std::string& cause) const {
    return fail(ExitCode::lock_timed_out,
                "cannot take the migration lock within " + to_text(timeout_) + cause);
  }

  pg::Connection& session_;
  Duration timeout_;
  Clock::time_point deadline_;
  Clock::time_point next_line_ = Clock::time_point::min();
};

}  // namespace

asio::awaitable<Result<void>> take_migration_lock(Schema& schema, Duration timeout) {
  LockTaker taker(schema.connection, timeout);
  // All runs take the locks in the same order, so that no two of them wait for each other.
  for (const std::uint32_t id : ids_of(schema)) {
    const auto taken = co_await taker.take(id);
    if (!taken) {
      co_return error_of(taken);
    }
  }
  co_return Result<void>();
}

asio::awaitable<pg::Outcome<bool>> retake_migration_lock(Schema& schema) {
  for (const std::uint32_t id : ids_of(schema)) {
    const auto taken = co_await try_lock(schema.connection, id);
    if (!taken || !*taken) {
      co_return taken;
    }
  }
  co_return true;
}

}  // namespace aweigh::migrate

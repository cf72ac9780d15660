#include "migrate/lock.h"

#include <algorithm>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <random>

#include "base/duration_text.h"
#include "base/log.h"
#include "base/random.h"
#include "net/with_timeout.h"

namespace aweigh::migrate {
namespace {

constexpr Duration kShortestPause = std::chrono::milliseconds(100);
constexpr Duration kLongestPause = std::chrono::seconds(1);
constexpr Duration kBetweenLines = std::chrono::seconds(5);
constexpr Duration kLeastForAnswer = std::chrono::seconds(2);  // of a healthy server under load

/// Pauses between two tries: growing, and jittered so that replicas do not poll in step.
class Pauses {
 public:
  Duration next() {
    const Duration pause = length_;
    length_ = std::min(length_ * 2, kLongestPause);
    return std::chrono::duration_cast<Duration>(
        pause * std::uniform_real_distribution<>(0.8, 1.2)(random_));
  }

 private:
  Duration length_ = kShortestPause;
  std::minstd_rand random_ = seeded_random();
};

Error cannot_lock(const pg::Failure& failure) {
  return {ExitCode::migration_failed, "cannot take the migration lock: " + failure.words};
}

/// "pid 123 (aweigh, 10.0.0.5, for 40 s: CREATE INDEX …)"; "" if it has been set free just now.
asio::awaitable<std::string> holder_of(pg::Connection& session, std::uint32_t id) {
  std::vector<std::string> args = {std::to_string(id)};
  const auto rows = co_await session.query(
      "SELECT l.pid, a.application_name, host(a.client_addr),"
      " extract(epoch FROM clock_timestamp() - a.state_change)::bigint,"
      " CASE WHEN a.state = 'active' THEN left(a.query, 200) END "
      "FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a USING (pid) "
      "WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = $1::oid"
      " AND l.objsubid = 1 AND l.database ="
      " (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())",
      std::move(args));
  if (!rows || rows->empty()) {
    co_return "";
  }
  const auto& row = rows->front();
  const auto column = [&row](std::size_t at) { return row[at].value_or(""); };
  std::string who;
  for (const std::string& part : {column(1), column(2)}) {
    who += part.empty() ? "" : part + ", ";
  }
  const std::string statement = statement_hint(column(4));
  co_return "pid " + column(0) + " (" + who + (statement.empty() ? "idle " : "") + "for " +
      column(3) + " s" + (statement.empty() ? "" : ": " + statement) + ")";
}

/// One lock, by polling until `deadline`.
class Taking {
 public:
  Taking(pg::Connection& session, Duration timeout)
      : session_(session), timeout_(timeout), deadline_(deadline_after(Clock::now(), timeout)) {}

  asio::awaitable<Result<void>> take(std::uint32_t id) {
    Pauses pauses;
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (;;) {
      std::vector<std::string> args = {std::to_string(id)};
      const auto answer =
          co_await with_timeout(session_.query("SELECT pg_try_advisory_lock($1)", std::move(args)),
                                std::max<Duration>(deadline_ - Clock::now(), kLeastForAnswer));
      if (!answer) {
        co_return fail(ExitCode::lock_timed_out, "cannot take the migration lock within " +
                                                     to_text(timeout_) +
                                                     ": the server has stopped answering");
      }
      if (!*answer) {
        co_return tl::make_unexpected(cannot_lock(answer->error()));
      }
      if ((*answer)->front().front() == "t") {
        co_return Result<void>();
      }
      const auto now = Clock::now();
      if (now >= deadline_) {
        const std::string holder = co_await holder_of(session_, id);
        co_return fail(ExitCode::lock_timed_out, "cannot take the migration lock within " +
                                                     to_text(timeout_) +
                                                     (holder.empty() ? "" : ": held by " + holder));
      }
      if (now >= next_line_) {
        next_line_ = now + kBetweenLines;
        const std::string holder = co_await holder_of(session_, id);
        if (!holder.empty()) {
          log_event(LogLevel::info, "lock_waiting",
                    "waiting for the migration lock, held by " + holder);
        }
      }
      timer.expires_at(std::min(deadline_, now + pauses.next()));
      co_await timer.async_wait(asio::use_awaitable);
    }
  }

 private:
  pg::Connection& session_;
  Duration timeout_;
  Clock::time_point deadline_;
  Clock::time_point next_line_ = Clock::time_point::min();
};

}  // namespace

std::vector<std::uint32_t> lock_ids(std::string_view schema, std::string_view table,
                                    std::string_view database) {
  std::vector<std::uint32_t> ids = {lock_id(schema, table, database),
                                    lock_id(schema, table, "/" + std::string(database))};
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  return ids;
}

std::string statement_hint(std::string_view statement) {
  constexpr std::size_t kLongest = 80;
  constexpr const char* kBlank = " \t\r\n";
  statement.remove_prefix(std::min(statement.find_first_not_of(kBlank), statement.size()));
  statement = statement.substr(0, statement.find_last_not_of(kBlank) + 1);
  std::size_t end = std::min(statement.find_first_of("'$\r\n"), statement.size());
  if (end > kLongest) {
    end = kLongest;
    while ((static_cast<unsigned char>(statement[end]) & 0xC0U) == 0x80) {
      --end;  // not in the middle of a character
    }
  }
  return std::string(statement.substr(0, end)) + (end < statement.size() ? "…" : "");
}

asio::awaitable<Result<void>> take_locks(pg::Connection& session, std::vector<std::uint32_t> ids,
                                         Duration timeout) {
  Taking taking(session, timeout);
  for (const std::uint32_t id : ids) {
    const auto taken = co_await taking.take(id);
    if (!taken) {
      co_return tl::make_unexpected(taken.error());
    }
  }
  co_return Result<void>();
}

}  // namespace aweigh::migrate

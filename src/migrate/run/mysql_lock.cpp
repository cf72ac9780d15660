#include "migrate/run/mysql_lock.h"

#include <cstdint>
#include <utility>

#include "base/duration_text.h"
#include "migrate/run/connect_limits.h"
#include "migrate/run/engine.h"
#include "net/with_timeout.h"
#include "text/number.h"

namespace aweigh::migrate {
namespace {

/// How often the session is asked whether it still holds the lock. Who is asked is not idle, so
/// that neither the server nor what stands in between hangs up.
constexpr Duration kBetweenChecks = std::chrono::seconds(3);

/// The server frees the lock of a client that has vanished without a word after this many seconds;
/// its own value may be hours, or shorter than our pauses.
constexpr const char* kAdjustSession = "SET SESSION wait_timeout = 300, autocommit = 1";

/// A question about the lock. Its name is one of the whole server's, and may have 64 characters;
/// the server itself makes it, so that nothing needs quoting.
std::string about_lock(const char* before, const char* after) {
  constexpr const char* kName =
      "CONCAT('aweigh:',"
      " IF(CHAR_LENGTH(DATABASE()) > 57, SHA1(DATABASE()), IFNULL(DATABASE(), '')))";
  return std::string(before) + kName + after;
}

tl::unexpected<Error> cannot_open(const std::string& target, const mysql::Failure& failure) {
  return fail(failure.rejected ? ExitCode::rejected : ExitCode::timed_out,
              "cannot take the migration lock: " + target + ": " + failure.words + " (" +
                  to_string(failure.stage) + ")" + (failure.advice.empty() ? "" : "; ") +
                  failure.advice,
              {.target = target, .stage = to_string(failure.stage)});
}

tl::unexpected<Error> cannot_take(ExitCode code, const std::string& cause) {
  return fail(code, "cannot take the migration lock: " + cause);
}

}  // namespace

asio::awaitable<Result<void>> MysqlLock::open() {
  session_.reset();
  silent_ = false;
  auto options = mysql::read_options(database_);
  if (!options) {
    co_return error_of(options);
  }
  Attempt attempt;
  attempt.connect_patience = kConnectPatience;
  auto opened =
      co_await with_timeout(mysql::Connection::open(std::move(*options), attempt), kConnectLimit);
  if (!opened) {
    const std::string silence = "no answer within " + to_text(kConnectLimit);
    co_return cannot_open(database_.redacted(), {.stage = attempt.stage, .words = silence});
  }
  if (!*opened) {
    co_return cannot_open(database_.redacted(), opened->error());
  }
  session_ = std::move(**opened);
  co_return co_await adjust_session();
}

asio::awaitable<Result<void>> MysqlLock::adjust_session() {
  const auto adjusted = co_await ask(kAdjustSession);
  if (!adjusted) {
    co_return unanswered(adjusted.error());
  }
  const auto read_only = co_await ask_for_value("SELECT @@global.read_only");
  if (!read_only) {
    co_return unanswered(read_only.error());
  }
  if (*read_only != "0" && *read_only != "OFF") {  // a word since MariaDB 12
    co_return cannot_take(ExitCode::migration_failed,
                          database_.redacted() +
                              " is read-only, as a replica is; its lock keeps nobody from the "
                              "server that is written to: give --database that one's address");
  }
  co_return Result<void>();
}

asio::awaitable<Result<bool>> MysqlLock::try_to_take() {
  const auto taken = co_await ask_for_value(about_lock("SELECT GET_LOCK(", ", 0)"));
  if (!taken) {
    co_return unanswered(taken.error());
  }
  if (taken->empty()) {
    co_return cannot_take(ExitCode::migration_failed, "the server failed at it (GET_LOCK is NULL)");
  }
  co_return *taken == "1";
}

/// "connection 12 (app, 10.0.0.5:40312)". The sessions of other users may be hidden.
asio::awaitable<std::string> MysqlLock::holder() {
  const auto id = co_await ask_for_value(about_lock("SELECT IS_USED_LOCK(", ")"));
  if (!id || !parse_whole<std::uint64_t>(*id)) {
    co_return "";
  }
  const auto rows =
      co_await ask("SELECT user, host FROM information_schema.processlist WHERE id = " + *id);
  std::string words = "connection " + *id;
  if (rows && rows->size() == 1 && rows->front().size() == 2) {
    const mysql::Row& row = rows->front();
    words += " (" + row[0].value_or("") + ", " + row[1].value_or("") + ")";
  }
  co_return words;
}

bool MysqlLock::is_lost() const {
  return session_ && (silent_ || session_->lost());
}

asio::awaitable<std::string> MysqlLock::until_lost() {
  for (;;) {
    if (auto words = co_await with_timeout(session_->until_lost(), kBetweenChecks)) {
      co_return std::move(*words);
    }
    if (std::string words = co_await loss(); !words.empty()) {
      co_return words;
    }
  }
}

asio::awaitable<std::string> MysqlLock::loss() {
  const auto holds =
      co_await ask_for_value(about_lock("SELECT IS_USED_LOCK(", ") = CONNECTION_ID()"));
  if (!holds) {
    co_return holds.error().words;
  }
  co_return *holds == "1" ? "" : "the server says that it does not hold it";
}

asio::awaitable<void> MysqlLock::close() {
  co_await session_->close();
  session_.reset();
}

tl::unexpected<Error> MysqlLock::unanswered(const mysql::Failure& failure) const {
  return cannot_take(is_lost() ? ExitCode::timed_out : ExitCode::migration_failed, failure.words);
}

asio::awaitable<mysql::Outcome<mysql::Rows>> MysqlLock::ask(std::string sql) {
  auto rows =
      co_await with_timeout(session_->query(std::move(sql)), answer_limit(reconnect_timeout_));
  silent_ = !rows;
  if (silent_) {
    co_return tl::make_unexpected(
        mysql::Failure{.stage = Stage::query, .words = "the server has stopped answering"});
  }
  co_return std::move(*rows);
}

/// "": NULL.
asio::awaitable<mysql::Outcome<std::string>> MysqlLock::ask_for_value(std::string sql) {
  const auto rows = co_await ask(std::move(sql));
  if (!rows) {
    co_return error_of(rows);
  }
  if (rows->size() != 1 || rows->front().size() != 1) {
    co_return tl::make_unexpected(mysql::not_mysql());
  }
  co_return rows->front().front().value_or("");
}

const Engine kMysql = {.make_lock = [](const Target& database,
                                       Duration reconnect_timeout) -> std::unique_ptr<LockSession> {
  return std::make_unique<MysqlLock>(database, reconnect_timeout);
}};

}  // namespace aweigh::migrate

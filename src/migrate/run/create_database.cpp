#include "migrate/run/create_database.h"

#include <algorithm>
#include <array>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <memory>
#include <string>
#include <utility>

#include "base/log.h"
#include "base/variable.h"
#include "migrate/run/backoff.h"
#include "migrate/run/schema.h"
#include "schema/version_table.h"

namespace aweigh::migrate {
namespace {

constexpr std::array kMaintenance = {"postgres", "template1"};

constexpr std::string_view kInsufficientPrivilege = "42501";
constexpr std::string_view kTemplateInUse = "55006";  // by a session on template1
/// Another session was first: it had created it before, or is just doing so.
constexpr std::array<std::string_view, 2> kThereAlready = {"42P04", "23505"};

/// The name that libpq takes (its documentation, "Parameter Key Words", dbname).
Result<std::string> name_of(const Target& target) {
  const std::array<std::string, 4> names = {
      target.path.reveal(), environment_variable("PGDATABASE"), target.user.value_or(""),
      environment_variable("PGUSER")};
  const auto named = std::ranges::find_if_not(names, &std::string::empty);
  if (named != names.end()) {
    return *named;
  }
  return fail(ExitCode::usage, "cannot create the database of " + target.redacted() +
                                   ": name it in --database, postgres://HOST/NAME");
}

bool is_missing(const Error& error) {
  return error.detail && error.detail->sqlstate == kNoSuchDatabase;
}

asio::awaitable<Result<pg::Connection>> open_maintenance(Target target) {
  Result<pg::Connection> session;
  for (const char* database : kMaintenance) {
    target.path = Secret(database);
    session = co_await open_session(target, kForever);
    if (session || !is_missing(session.error())) {
      break;
    }
  }
  co_return session;
}

/// What the server made of the name, and by which rules.
asio::awaitable<void> tell_created(pg::Connection& session, std::string name, std::string target) {
  std::vector<std::string> args = {name};
  const auto rows = co_await session.query(
      "SELECT pg_catalog.pg_get_userbyid(d.datdba), pg_catalog.pg_encoding_to_char(d.encoding)"
      " FROM pg_catalog.pg_database d WHERE d.datname OPERATOR(pg_catalog.=) $1::pg_catalog.name",
      pg::one_row(2), std::move(args));
  const std::string owner = rows ? rows->front()[0].value_or("") : "";
  const std::string encoding = rows ? rows->front()[1].value_or("") : "";
  log_event(LogLevel::info, "database_created",
            "created the database " + name +
                (rows ? " (owner " + owner + ", encoding " + encoding + ")" : ""),
            {{"target", target}, {"owner", owner}, {"encoding", encoding}});
}

Error cannot_create(const std::string& name, const pg::Failure& failure, bool lost) {
  std::string words = "cannot create the database " + name + ": " + failure.words;
  if (failure.sqlstate == kInsufficientPrivilege) {
    words += "; a superuser can allow it: ALTER ROLE … CREATEDB, or create it: CREATE DATABASE " +
             quote_name(name) + " OWNER …";
  }
  const bool passes = lost || failure.sqlstate == kTemplateInUse;
  return {passes ? ExitCode::timed_out : ExitCode::migration_failed, std::move(words),
          std::make_shared<const ErrorDetail>(ErrorDetail{.sqlstate = failure.sqlstate})};
}

asio::awaitable<Result<void>> try_to_create(Target target, std::string name) {
  const auto there = co_await open_session(target, kForever);
  if (there) {
    co_return Result<void>();
  }
  if (!is_missing(there.error())) {
    co_return error_of(there);
  }
  auto session = co_await open_maintenance(target);
  if (!session) {
    co_return error_of(session);
  }
  const auto created = co_await session->script("CREATE DATABASE " + quote_name(name));
  if (created) {
    co_await tell_created(*session, std::move(name), target.redacted());
  } else if (std::ranges::find(kThereAlready, created.error().sqlstate) == kThereAlready.end()) {
    co_return tl::make_unexpected(cannot_create(name, created.error(), session->lost()));
  }
  co_return Result<void>();
}

}  // namespace

asio::awaitable<Result<void>> create_missing_database(Target target, Duration timeout) {
  const auto name = name_of(target);
  if (!name) {
    co_return error_of(name);
  }
  const auto deadline = deadline_after(Clock::now(), timeout);
  Backoff backoff;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (;;) {
    const auto made = co_await try_to_create(target, *name);
    if (made || made.error().code != ExitCode::timed_out || Clock::now() >= deadline) {
      co_return made;
    }
    timer.expires_at(std::min(deadline, Clock::now() + backoff.next()));
    co_await timer.async_wait(asio::use_awaitable);
  }
}

}  // namespace aweigh::migrate

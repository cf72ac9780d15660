#include "migrate/run/transaction.h"

#include <chrono>
#include <doctest/doctest.h>

#include "contains.h"

namespace aweigh::migrate {
namespace {

using std::chrono::seconds;

Schema direct() {
  Schema schema{pg::Connection(), "db", "public", {}, {}};
  schema.turn_to({});
  schema.recorded = {3, false};
  schema.lock_ids = {7, 9};
  return schema;
}

Schema pooled() {
  Schema schema = direct();
  schema.pooler = {.restore = {"RESET ALL", "SELECT 'kept'"}, .set_local = {"SET LOCAL a = 1"}};
  return schema;
}

TEST_CASE("a transaction of a session has its limits and the guard in front") {
  const Preamble begin = begin_guarded(direct(), {seconds(3), seconds(7)});
  CHECK(
      begin.sql.starts_with("BEGIN; SET LOCAL lock_timeout = 3000; "
                            "SET LOCAL statement_timeout = 7000; LOCK TABLE "));
  CHECK(begin.statements == 5);
  CHECK(begin_guarded(direct()).sql.starts_with("BEGIN; LOCK TABLE "));
  CHECK(begin_locked(direct()).sql == "BEGIN; ");
  CHECK(commit_sql(direct()) == "; COMMIT");
}

TEST_CASE("one through a pooler brings all along, and leaves the session as it was") {
  const Preamble begin = begin_locked(pooled(), {seconds(3), kForever});
  CHECK(begin.sql ==
        "BEGIN; RESET ALL; SELECT 'kept'; SET LOCAL a = 1; "
        "SELECT 1 OPERATOR(pg_catalog./) CASE WHEN pg_catalog.pg_try_advisory_xact_lock(7::bigint)"
        " AND pg_catalog.pg_try_advisory_xact_lock(9::bigint) THEN 1 ELSE 0 END; "
        "SET LOCAL lock_timeout = 3000; ");
  CHECK(begin.statements == 6);
  CHECK(begin_guarded(pooled()).statements == 7);
  CHECK(commit_sql(pooled()).ends_with("; RESET ALL; SELECT 'kept'; COMMIT"));
}

TEST_CASE("a division by zero in front is another run, in the file it is one") {
  const Preamble begin = begin_guarded(pooled());
  pg::Failure failure = pg::query_failure("division by zero", 4);
  failure.sqlstate = "22012";
  CHECK(is_overtaken(begin, failure));
  failure.statement = begin.statements;
  CHECK_FALSE(is_overtaken(begin, failure));
  failure = pg::query_failure("canceling statement due to lock timeout", 5);
  failure.sqlstate = "55P03";
  CHECK_FALSE(is_overtaken(begin, failure));
}

}  // namespace
}  // namespace aweigh::migrate

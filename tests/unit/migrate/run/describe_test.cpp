#include "migrate/run/describe.h"

#include <doctest/doctest.h>
#include <vector>

namespace aweigh::migrate {
namespace {

const Migration kMigration = {2, "x", "2_x.up.sql", "select 'é';\r\nselect nope;\r\n"};
const std::vector<std::size_t> kStatements = {0, 14};

TEST_CASE("a failure shows the place that the server points to, and its details") {
  pg::Failure failure;
  failure.sqlstate = "42703";
  failure.words = "column \"nope\" does not exist";
  failure.detail = "a detail\nof two lines";
  failure.hint = "a hint";
  failure.context = "PL/pgSQL function f() line 2 at RAISE\nSQL statement \"…\"";
  failure.position = 21;
  CHECK(describe(failure, kMigration, kStatements) ==
        "cannot apply 2_x.up.sql: column \"nope\" does not exist (SQLSTATE 42703)\n"
        "  at 2_x.up.sql:2:8\n"
        "    1 | select 'é';\n"
        "    2 | select nope;\n"
        "      |        ^\n"
        "  DETAIL: a detail of two lines\n"
        "  HINT: a hint\n"
        "  CONTEXT: PL/pgSQL function f() line 2 at RAISE");
}

TEST_CASE("without a position the statement is shown that failed") {
  pg::Failure failure;
  failure.sqlstate = "23505";
  failure.words = "duplicate key";
  failure.statement = 1;
  const auto place = place_of(failure, kMigration, kStatements);
  REQUIRE(place);
  CHECK(place->line == 2);
  CHECK(place->column == 1);
  CHECK(describe(failure, kMigration, kStatements) ==
        "cannot apply 2_x.up.sql: duplicate key (SQLSTATE 23505)\n"
        "  at 2_x.up.sql:2:1\n"
        "    1 | select 'é';\n"
        "    2 | select nope;\n"
        "      | ^");
}

TEST_CASE("a lost connection has no place") {
  pg::Failure failure;
  failure.words = "server closed the connection unexpectedly";
  CHECK(describe(failure, kMigration, kStatements) ==
        "cannot apply 2_x.up.sql: server closed the connection unexpectedly");
}

}  // namespace
}  // namespace aweigh::migrate

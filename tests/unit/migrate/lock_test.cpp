#include "migrate/lock.h"

#include <doctest/doctest.h>
#include <string>

#include "migrate/others.h"

namespace aweigh::migrate {
namespace {

static_assert(crc32("123456789") == 0xCBF43926);  // the check value of CRC-32/IEEE

TEST_CASE("lock ids are golang-migrate's") {
  struct Case {
    const char* schema;
    const char* table;
    const char* database;
    std::uint32_t id;
  };
  const Case cases[] = {
      {"public", "schema_migrations", "/analytics", 2841612018},
      {"public", "schema_migrations", "analytics", 1448907859},
      {"public", "schema_migrations", "/postgres", 3280485947},
      {"public", "schema_migrations", "postgres", 143310882},
      {"public", "schema_migrations", "/app", 1726534663},
      {"public", "schema_migrations", "app", 1787120056},
      {"public", "my_migrations", "/analytics", 4256049911},
      {"migrate", "schema_migrations", "/analytics", 2587072923},
      {"migrate", "schema_migrations", "analytics", 1853914290},
      {"public", "schema_migrations", "/", 2551455205},
  };
  for (const Case& c : cases) {
    CHECK(lock_id(c.schema, c.table, c.database) == c.id);
  }
}

TEST_CASE("both spellings of the database are locked, always in the same order") {
  CHECK(lock_ids("public", "schema_migrations", "analytics") ==
        std::vector<std::uint32_t>{1448907859, 2841612018});
  CHECK(lock_ids("public", "schema_migrations", "app") ==
        std::vector<std::uint32_t>{1726534663, 1787120056});
}

TEST_CASE("a statement in the log is short and keeps what is quoted to itself") {
  struct Case {
    std::string statement;
    std::string hint;
  };
  const Case cases[] = {
      {"", ""},
      {"  create index i on t (a)\n", "create index i on t (a)"},
      {"select 1\nfrom t", "select 1…"},
      {"alter role app password 'secret'", "alter role app password …"},
      {"do $$ secret $$", "do …"},
      {std::string(100, 'a'), std::string(80, 'a') + "…"},
      {std::string(79, 'a') + "éa", std::string(79, 'a') + "…"},
  };
  for (const Case& c : cases) {
    CHECK(statement_hint(c.statement) == c.hint);
  }
}

}  // namespace
}  // namespace aweigh::migrate

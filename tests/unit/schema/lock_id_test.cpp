#include "schema/lock_id.h"

#include <cstdint>
#include <doctest/doctest.h>
#include <vector>

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

}  // namespace
}  // namespace aweigh::migrate

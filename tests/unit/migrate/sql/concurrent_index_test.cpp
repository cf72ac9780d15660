#include "migrate/sql/concurrent_index.h"

#include <doctest/doctest.h>

namespace aweigh::migrate {
namespace {

TEST_CASE("the index of a concurrent build is read from its statement") {
  struct Case {
    const char* sql;
    const char* name;
    const char* table;
  };
  const Case cases[] = {
      {"create index concurrently i on t (a)", "i", "t"},
      {"-- slow\nCREATE UNIQUE INDEX CONCURRENTLY /* ! */ My_Index ON ONLY App.T USING btree (a);",
       "my_index", "App.T"},
      {"create index concurrently if not exists \"a \"\"b\"\"\" on \"s.s\".\"T\"(a)", "a \"b\"",
       "\"s.s\".\"T\""},
      {"create index concurrently grÖße on t (a)", "grÖße", "t"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.sql);
    const auto index = concurrent_index_of(c.sql);
    REQUIRE(index);
    CHECK(index->name == c.name);
    CHECK(index->table == c.table);
  }
  for (const char* sql : {"", "create index i on t (a)", "drop index concurrently i",
                          "create index concurrently on t (a)", "create index concurrently i"}) {
    CAPTURE(sql);
    CHECK_FALSE(concurrent_index_of(sql));
  }
}

TEST_CASE("the index that a statement drops concurrently is as it is written") {
  CHECK(concurrently_dropped_by("drop index concurrently i") == "i");
  CHECK(concurrently_dropped_by("DROP INDEX CONCURRENTLY IF EXISTS App.\"I\" RESTRICT;") ==
        "App.\"I\"");
  for (const char* sql : {"", "drop index i", "drop table t", "drop index concurrently",
                          "create index concurrently i on t (a)"}) {
    CAPTURE(sql);
    CHECK_FALSE(concurrently_dropped_by(sql));
  }
}

}  // namespace
}  // namespace aweigh::migrate

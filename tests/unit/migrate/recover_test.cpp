#include "migrate/recover.h"

#include <doctest/doctest.h>
#include <string>

#include "migrate/concurrent_index.h"

namespace aweigh::migrate {
namespace {

TEST_CASE("a dirty version is cured by what is known of its file") {
  struct Case {
    Trace trace;
    const char* sql;
    Cure cure;
  };
  const Case cases[] = {
      {Trace::none, "create subscription a; select 1", Cure::none},
      {Trace::none, "create index concurrently i on t (a)", Cure::none},
      {Trace::applied, "begin; create table t (); commit", Cure::clean},
      {Trace::applied, "create index concurrently i on t (a)", Cure::clean},
      {Trace::begun, "create index concurrently i on t (a)", Cure::see_index},
      {Trace::begun, "create index concurrently on t (a)", Cure::none},
      {Trace::begun, "drop subscription a; drop table t", Cure::run_again},
      {Trace::begun, "begin; create table t (); commit", Cure::none},
      {Trace::begun, "create table t (); commit; drop table t", Cure::none},
      {Trace::begun, "call p()", Cure::none},
      {Trace::begun, "create database d", Cure::none},
      {Trace::begun, "vacuum t", Cure::run_again},
  };
  for (const Case& c : cases) {
    CAPTURE(c.sql);
    CHECK(cure_of(c.trace, c.sql) == c.cure);
  }
}

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

}  // namespace
}  // namespace aweigh::migrate

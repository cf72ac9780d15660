#include "migrate/run/divide_further.h"

#include <doctest/doctest.h>
#include <string>

namespace aweigh::migrate {
namespace {

TEST_CASE("a file is divided as the server wants it") {
  struct Case {
    const char* sql;
    std::size_t at;  ///< the segment that failed
    const char* sqlstate;
    std::size_t statement;  ///< of the segment
    const char* context;
    std::size_t segments;  ///< afterwards
    bool divided;
  };
  const Case cases[] = {
      {"select 1; cluster parted using i; select 2", 0, "25001", 1, "", 3, true},
      {"reindex table parted", 0, "25001", 0, "while reindexing partitioned table", 1, true},
      {"cluster parted using i", 0, "25001", 0, "", 1, true},
      {"vacuum; select 1; call p(); select 1", 1, "2D000", 1, "PL/pgSQL function p()", 4, true},
      {"do $$ begin commit; end $$", 0, "2D000", 0, "PL/pgSQL function inline", 1, true},
      {"alter type t add value 'a'; insert into t values ('a')", 0, "55P04", 1, "", 2, true},
      // It would fail alone, too.
      {"select f()", 0, "2D000", 0, "PL/pgSQL function f()", 1, false},
      {"do $$ begin execute 'vacuum'; end $$", 0, "25001", 0, "SQL statement \"vacuum\"", 1, false},
      {"do $$ begin execute 'alter type t add value …' …", 0, "55P04", 0, "", 1, false},
      // It would succeed without an effect.
      {"select 1; set transaction_isolation = serializable", 0, "25001", 1, "", 1, false},
      // The file's own transaction.
      {"begin; cluster parted using i; commit", 0, "25001", 0, "", 1, false},
      {"begin; alter type t add value 'a'; insert into t values ('a'); commit", 0, "55P04", 1, "",
       1, false},
      // Another failure, or one of the record behind it.
      {"select 1; select 2", 0, "42P01", 1, "", 1, false},
      {"select 1; select 2", 0, "25001", 2, "", 1, false},
  };
  for (const Case& c : cases) {
    CAPTURE(c.sql);
    const Migration migration(2, "x", "2_x.up.sql", c.sql);
    pg::Failure failure;
    failure.sqlstate = c.sqlstate;
    failure.statement = c.statement;
    failure.context = c.context;
    Segments segments = migration.script().segments;
    CHECK(divide_further(segments, c.at, failure, migration) == c.divided);
    CHECK(segments.size() == c.segments);
    CHECK((segments == migration.script().segments) == !c.divided);
  }
}

}  // namespace
}  // namespace aweigh::migrate

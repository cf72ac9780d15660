#include "migrate/sql/script.h"

#include <doctest/doctest.h>
#include <string>

namespace aweigh::migrate {
namespace {

TEST_CASE("statements begin where the server sees them begin") {
  struct Case {
    const char* sql;
    std::vector<std::size_t> begins;
  };
  const Case cases[] = {
      {"", {}},
      {" -- nothing\n ; ;", {}},
      {"select 1", {0}},
      {"select 1; -- x\n select ';';", {0, 16}},
      {"do $$ begin; end $$; select 1", {0, 21}},
      {"create rule r as on insert to t do (select 1; select 2); select 3", {0, 57}},
      {"create function f() returns int begin atomic select 1; select case when true then 2 end; "
       "end; select 3",
       {0, 94}},
      {"create or replace procedure p() BEGIN ATOMIC insert into t values (1); END; begin; end",
       {0, 76, 83}},
      {"create table begin_atomic (a int); select 1", {0, 35}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.sql);
    std::vector<std::size_t> begins;
    for (const Statement& statement : read_script(c.sql).statements) {
      begins.push_back(statement.offset);
    }
    CHECK(begins == c.begins);
  }
}

TEST_CASE("files that can share a transaction with their version row are atomic") {
  for (const std::string sql : {
           "",
           "create table t (id int); create index on t (id);",
           "do $$ begin commit; end $$",
           "create function f() returns int language plpgsql as $$ begin return 1; end $$;",
           "create function f() returns int begin atomic select 1; end;",
           "-- begin;\nselect 'commit; vacuum'",
           "/* vacuum */ select \"commit\"",
           "alter type mood add value 'glad'",
           "refresh materialized view concurrently v",
           "cluster t using t_pkey; cluster \"T\"",
           "call fill()",
           "reindex table t; reindex (verbose) index i",
           "copy t from '/tmp/x.csv'; copy (select * from stdin) to '/tmp/y'",
           "create index i on t (concurrently)",
           "alter table t detach partition p",
           "set local lock_timeout = 1",
           "BEGIN; select 1; COMMIT;",
           "start transaction; end",
           "repack t; repack (verbose) t using index i; repack (verbose) \"T\"",
           "lock table t; discard temp",
           "prepare p as select 1",
           "savepoint a; create table t (id int); rollback to a; rollback work to savepoint a; "
           "release a",
       }) {
    CAPTURE(sql);
    const Script script = read_script(sql);
    CHECK(is_atomic(script.segments));
    CHECK_FALSE(script.refusal);
  }
}

TEST_CASE("files that rule their transaction, or allow none, are not atomic") {
  for (const std::string sql : {
           "select 1; commit; select 2",
           "rollback",
           "abort",
           "prepare transaction 'x'",
           "create index concurrently on t (id)",
           "-- why\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (id);",
           "drop index concurrently i",
           "reindex index concurrently i",
           "reindex (verbose, concurrently) table t",
           "reindex database shop",
           "reindex (verbose) schema public",
           "alter table if exists only s.t detach partition \"P\" concurrently",
           "vacuum",
           "VACUUM (full) t",
           "cluster",
           "cluster (verbose)",
           "cluster verbose;",
           "create database x",
           "drop database x",
           "alter database x set tablespace y",
           "create tablespace y location '/y'",
           "drop tablespace y",
           "alter system set jit = off",
           "discard all",
           "create subscription s connection 'x' publication p; select 1",
           "drop subscription s",
           "set transaction isolation level serializable; select 1",
           "commit prepared 'x'",
           "rollback prepared 'x'",
           "repack",
           "repack (verbose)",
           "repack using index",
           "repack (verbose) using index",
           "repack (concurrently) t using index i",
           "repack (verbose, analyze) t (a)",
           "repack (analyse) t",
       }) {
    CAPTURE(sql);
    const Script script = read_script(sql);
    CHECK_FALSE(is_atomic(script.segments));
    CHECK_FALSE(script.refusal);
  }
}

TEST_CASE("what cannot work is refused with its place and reason") {
  struct Case {
    const char* sql;
    std::size_t offset;
    const char* reason;
  };
  const Case cases[] = {
      {"select 1;\ncopy t (a) from stdin;\n1\n\\.\n", 10,
       "COPY … FROM STDIN needs psql; COPY a file of the server or INSERT the rows"},
      {"COPY (select 1) TO STDOUT", 0,
       "COPY … TO STDOUT needs psql; COPY a file of the server or INSERT the rows"},
      {"select 1;\n\\set x 1\n", 10, "this is a command of psql; only SQL can be used here"},
      {"select 1 \\g", 9, "this is a command of psql; only SQL can be used here"},
      {"begin; vacuum; commit", 7, "VACUUM cannot run between BEGIN and COMMIT; put it outside"},
      {"select 1; begin read only; drop index concurrently i; vacuum; commit", 27,
       "DROP INDEX CONCURRENTLY cannot run between BEGIN and COMMIT; put it outside"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.sql);
    const Script script = read_script(c.sql);
    REQUIRE(script.refusal);
    CHECK(script.refusal->offset == c.offset);
    CHECK(script.refusal->reason == c.reason);
  }
}

TEST_CASE("a file's mode is decided by a statement") {
  struct Case {
    const char* sql;
    const char* words;
    const char* by;  ///< what the file says from the statement on; "": none decides
  };
  const Case cases[] = {
      {"select 1", "in one transaction", ""},
      {"begin; select 1; commit", "in one transaction", ""},
      {"begin; select 1; commit; vacuum; select 2", "statement by statement", "vacuum; select 2"},
      {"alter type t add value 'a'; begin; select 1; commit; select 2", "in its own transactions",
       "commit; select 2"},
      {"begin; select 1", "in its own transactions", "begin; select 1"},
      {"select 1; begin read only; commit", "in its own transactions", "begin read only; commit"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.sql);
    const Script script = read_script(c.sql);
    const Mode mode = mode_of(script);
    CHECK(mode.words == c.words);
    CHECK((mode.decided_by == nullptr ? "" : c.sql + mode.decided_by->offset) == std::string(c.by));
  }
}

TEST_CASE("the first plain string with a backslash is remembered") {
  struct Case {
    const char* sql;
    std::optional<std::size_t> backslash;
  };
  const Case cases[] = {
      {"select 'a'", std::nullopt},
      {R"(select E'\'', $$\$$, "\" -- '\')", std::nullopt},
      {R"(select 'a', '\', 'b\')", 12},
      {"select 'a'\n'\\'", 7},
  };
  for (const Case& c : cases) {
    CAPTURE(c.sql);
    CHECK(read_script(c.sql).backslash == c.backslash);
  }
}

}  // namespace
}  // namespace aweigh::migrate

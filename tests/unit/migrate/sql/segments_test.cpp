#include "migrate/sql/segments.h"

#include <doctest/doctest.h>
#include <string>

#include "migrate/sql/script.h"

namespace aweigh::migrate {
namespace {

/// "t0-2" a transaction of the statements 0 and 1, "o" one of the file's own, "a" alone, "i" as it
/// is.
std::string shown(const Segments& segments) {
  std::string text;
  for (const Segment& segment : segments) {
    const char* manner = segment.own ? "o" : "t";
    if (segment.manner != Manner::transaction) {
      manner = segment.manner == Manner::alone ? "a" : "i";
    }
    text += (text.empty() ? "" : " ") + std::string(manner) + std::to_string(segment.first) + "-" +
            std::to_string(segment.end);
  }
  return text;
}

TEST_CASE("a file is divided where its transactions end and around what is to be alone") {
  struct Case {
    const char* sql;
    const char* segments;
  };
  const Case cases[] = {
      {"", "t0-0"},
      {"select 1; select 2", "t0-2"},
      {"alter type t add value 'a'; select 1", "t0-2"},
      {"vacuum a; vacuum b", "a0-1 a1-2"},
      {"create table t (); create index concurrently on t (a); select 1; select 2",
       "t0-1 a1-2 t2-4"},
      {"begin; select 1; commit", "o0-3"},
      {"start transaction; savepoint a; rollback to a; commit work -- done", "o0-4"},
      {"begin transaction; select 1; end", "o0-3"},
      {"begin; select 1; commit; select 2", "o0-3 t3-4"},
      {"begin; select 1; commit; begin; select 2; end transaction", "o0-3 o3-6"},
      {"begin; select 1; commit; vacuum; select 2", "o0-3 a3-4 t4-5"},
      // As in the server, BEGIN takes what stands before it along.
      {"select 1; begin; select 2; commit", "o0-4"},
      {"select 1; commit", "o0-2"},
      {"select 1; commit; select 2", "o0-2 t2-3"},
      // Words of its own.
      {"begin isolation level serializable; select 1; commit", "i0-3"},
      {"select 1; begin read only; select 2; commit; vacuum", "t0-1 i1-4 a4-5"},
      {"begin; set transaction isolation level serializable; select 1; commit; select 2",
       "i0-4 t4-5"},
      {"set transaction read only; set local transaction isolation level serializable; select 1",
       "i0-3"},
      {"select 1; rollback; select 2", "i0-2 t2-3"},
      {"begin; select 1; abort; vacuum", "i0-3 a3-4"},
      {"begin; select 1; commit and chain; select 2; commit; vacuum", "i0-5 a5-6"},
      {"begin; select 1; commit and no chain; vacuum", "i0-3 a3-4"},
      {"begin; select 1; prepare transaction 'x'; commit prepared 'x'; select 1", "i0-3 a3-4 t4-5"},
      {"begin; select 1", "i0-2"},
      {"select 1; vacuum; begin", "t0-1 a1-2 i2-3"},
      {"create subscription s connection 'x' publication p; select 1", "a0-1 t1-2"},
      {"begin; drop subscription s; commit", "o0-3"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.sql);
    const Script script = read_script(c.sql);
    CHECK(shown(script.segments) == c.segments);
    CHECK_FALSE(script.refusal);
  }
}

TEST_CASE("a file has a statement that runs alone, or has none") {
  CHECK(has_one_alone(read_script("vacuum").segments));
  CHECK(has_one_alone(read_script("create table t (); vacuum").segments));
  CHECK_FALSE(has_one_alone(read_script("create table t (); create index on t (a)").segments));
  CHECK_FALSE(has_one_alone(read_script("begin isolation level serializable; end").segments));
}

TEST_CASE("what is left behind the statements that are applied") {
  const Segments all = read_script("select 1; select 2; vacuum; begin; select 3; commit").segments;
  const char* left[] = {"t0-2 a2-3 o3-6", "t1-2 a2-3 o3-6", "a2-3 o3-6", "o3-6", "o4-6"};
  for (std::size_t reached = 0; reached < std::size(left); ++reached) {
    CAPTURE(reached);
    CHECK(shown(segments_behind(all, reached)) == left[reached]);
  }
  CHECK(segments_behind(all, 6).empty());
  CHECK(shown(segments_behind(read_script("").segments, 0)) == "t0-0");
}

TEST_CASE("a statement is set apart, unless the file wants the transaction") {
  struct Case {
    const char* sql;
    std::size_t at;
    std::size_t statement;
    const char* segments;  ///< "": it may not
  };
  const Case cases[] = {
      {"select 1; select 2; select 3", 0, 1, "t0-1 a1-2 t2-3"},
      {"select 1; select 2; select 3", 0, 0, "a0-1 t1-3"},
      {"select 1; select 2; select 3", 0, 2, "t0-2 a2-3"},
      {"select 1", 0, 0, "a0-1"},
      {"vacuum; select 1; select 2; vacuum", 1, 2, "a0-1 t1-2 a2-3 a3-4"},
      {"vacuum; select 1", 1, 0, ""},
      {"vacuum; select 1", 0, 0, ""},
      {"begin; select 1; commit", 0, 1, ""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.sql);
    Segments segments = read_script(c.sql).segments;
    const std::string before = shown(segments);
    const bool apart = set_apart(segments, c.at, c.statement);
    CHECK(apart == !std::string(c.segments).empty());
    CHECK(shown(segments) == (apart ? c.segments : before));
  }
}

TEST_CASE("a file is cut behind the values that it adds, unless it wants the transaction") {
  struct Case {
    const char* sql;
    const char* segments;
  };
  const Case cases[] = {
      {"alter type t add value 'a'; select 1", "t0-1 t1-2"},
      {"select 1; alter type s.\"T\" add value if not exists 'a' before 'b'; alter type t add "
       "value 'b'; select 1; select 2",
       "t0-2 t2-3 t3-5"},
      {"alter type t add value 'a'", "t0-1"},
      {"alter type t rename value 'a' to 'b'; select 1", "t0-2"},
      {"begin; alter type t add value 'a'; select 1; commit", "o0-4"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.sql);
    const Script script = read_script(c.sql);
    Segments segments = script.segments;
    const bool cut = cut_behind_new_values(segments, 0, script.statements);
    CHECK(cut == (segments != script.segments));
    CHECK(shown(segments) == c.segments);
  }
}

TEST_CASE("the parts are the file, but for its BEGIN and COMMIT, and nothing moves") {
  struct Case {
    const char* sql;
    std::vector<const char*> parts;
  };
  const Case cases[] = {
      {"-- nothing\n", {"-- nothing\n"}},
      {"-- x\nselect 1;\n-- y\nvacuum; select 2 -- z",
       {"-- x\nselect 1;\n-- y\n", "vacuum; ", "select 2 -- z"}},
      {"BEGIN;\nselect 1;\nCOMMIT;\n", {"     ;\nselect 1;\n      ;\n"}},
      {"-- x\nbegin /* ü */ work; select 'begin;'; End Transaction",
       {"-- x\n      /* ü */     ; select 'begin;';                "}},
      {"begin transaction;;end", {"                 ;;   "}},
      {"begin read only; select 1; commit; select 2",
       {"begin read only; select 1; commit; ", "select 2"}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.sql);
    const Script script = read_script(c.sql);
    REQUIRE(script.segments.size() == c.parts.size());
    for (std::size_t at = 0; at < c.parts.size(); ++at) {
      const Part part = part_of(c.sql, script.statements, script.segments[at]);
      CHECK(part.sql == c.parts[at]);
      for (const std::size_t statement : part.statements) {
        CHECK(statement >= part.offset);
        CHECK(part.sql.at(statement - part.offset) == c.sql[statement]);
      }
    }
  }
}

TEST_CASE("a part names the statements that the server sees") {
  const char* sql = "begin; select 1; commit; vacuum; select 2; select 3";
  const Script script = read_script(sql);
  CHECK(part_of(sql, script.statements, script.segments[0]).statements ==
        std::vector<std::size_t>{7});
  CHECK(part_of(sql, script.statements, script.segments[2]).statements ==
        std::vector<std::size_t>{33, 43});
}

}  // namespace
}  // namespace aweigh::migrate

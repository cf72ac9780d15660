#include "migrate/run/recover.h"

#include <doctest/doctest.h>

namespace aweigh::migrate {
namespace {

constexpr Progress kInTransaction = {0, false};
constexpr Progress kAlone = {0, true};

TEST_CASE("a dirty version is recovered by what is known of its file") {
  struct Case {
    JournalState state;
    std::optional<Progress> progress;
    const char* sql;
    Recovery recovery;
  };
  constexpr auto kBegun = JournalState::begun;
  const Case cases[] = {
      {JournalState::none, std::nullopt, "create subscription a; select 1", Recovery::impossible},
      {JournalState::none, std::nullopt, "create index concurrently i on t (a)",
       Recovery::impossible},
      {JournalState::applied, std::nullopt, "create database d", Recovery::mark_clean},
      {JournalState::applied, kAlone, "create index concurrently i on t (a)", Recovery::mark_clean},
      {kBegun, kAlone, "create index concurrently i on t (a)", Recovery::inspect_build},
      {kBegun, kAlone, "create index concurrently on t (a)", Recovery::impossible},
      {kBegun, kAlone, "drop index concurrently if exists s.i", Recovery::inspect_drop},
      {kBegun, kAlone, "reindex index concurrently i", Recovery::impossible},
      {kBegun, kAlone, "create database d", Recovery::impossible},
      {kBegun, kAlone, "call p()", Recovery::impossible},
      {kBegun, kAlone, "vacuum t", Recovery::go_on},
      {kBegun, kAlone, "repack (concurrently) t", Recovery::go_on},
      {kBegun, kAlone, "begin read only; select 1; commit; vacuum", Recovery::impossible},
      {kBegun, kInTransaction, "call p(); call q()", Recovery::go_on},
      {kBegun, kInTransaction, "begin; create table t (); commit; vacuum", Recovery::go_on},
      // Further on.
      {kBegun, Progress{1, false}, "vacuum; create table t (); vacuum", Recovery::go_on},
      {kBegun, Progress{1, true}, "vacuum; create index concurrently i on t (a)",
       Recovery::inspect_build},
      {kBegun, Progress{1, true}, "select 1; create database d", Recovery::impossible},
      {kBegun, Progress{2, false}, "select 1; create database d", Recovery::mark_clean},
      {kBegun, Progress{3, true}, "select 1; create database d", Recovery::mark_clean},
      // Of an earlier aweigh, which ran one statement alone or all as they are.
      {kBegun, std::nullopt, "create index concurrently i on t (a)", Recovery::inspect_build},
      {kBegun, std::nullopt, "vacuum t", Recovery::go_on},
      {kBegun, std::nullopt, "begin; create table t (); commit", Recovery::impossible},
  };
  for (const Case& c : cases) {
    CAPTURE(c.sql);
    const Migration migration(2, "x", "2_x.up.sql", c.sql);
    CHECK(recovery_of({c.state, "", c.progress}, migration) == c.recovery);
  }
}

}  // namespace
}  // namespace aweigh::migrate

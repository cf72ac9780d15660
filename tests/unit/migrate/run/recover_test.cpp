#include "migrate/run/recover.h"

#include <doctest/doctest.h>

namespace aweigh::migrate {
namespace {

TEST_CASE("a dirty version is recovered by what is known of its file") {
  struct Case {
    JournalState state;
    const char* sql;
    Recovery recovery;
  };
  const Case cases[] = {
      {JournalState::none, "create subscription a; select 1", Recovery::impossible},
      {JournalState::none, "create index concurrently i on t (a)", Recovery::impossible},
      {JournalState::applied, "begin; create table t (); commit", Recovery::mark_clean},
      {JournalState::applied, "create index concurrently i on t (a)", Recovery::mark_clean},
      {JournalState::begun, "create index concurrently i on t (a)", Recovery::inspect_index},
      {JournalState::begun, "create index concurrently on t (a)", Recovery::impossible},
      {JournalState::begun, "drop subscription a; drop table t", Recovery::run_again},
      {JournalState::begun, "begin; create table t (); commit", Recovery::impossible},
      {JournalState::begun, "create table t (); commit; drop table t", Recovery::impossible},
      {JournalState::begun, "call p()", Recovery::impossible},
      {JournalState::begun, "create database d", Recovery::impossible},
      {JournalState::begun, "vacuum t", Recovery::run_again},
  };
  for (const Case& c : cases) {
    CAPTURE(c.sql);
    CHECK(recovery_of(c.state, read_script(c.sql)) == c.recovery);
  }
}

}  // namespace
}  // namespace aweigh::migrate

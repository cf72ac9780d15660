#include "migrate/run/blocking_sessions.h"

#include <doctest/doctest.h>
#include <string>

namespace aweigh::migrate {
namespace {

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

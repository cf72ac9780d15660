#include "migrate/sql/own_transaction.h"

#include <doctest/doctest.h>
#include <string>

namespace aweigh::migrate {
namespace {

std::optional<Unwrapped> unwrapped(std::string_view sql) {
  return without_own_transaction(sql, read_script(sql));
}

TEST_CASE("a file that is one transaction gives up its BEGIN and COMMIT, and nothing moves") {
  struct Case {
    const char* sql;
    const char* left;
  };
  const Case cases[] = {
      {"BEGIN;\nselect 1;\nCOMMIT;\n", "     ;\nselect 1;\n      ;\n"},
      {"-- x\nbegin /* ü */ work; select 'begin;'; End Transaction",
       "-- x\n      /* ü */     ; select 'begin;';                "},
      {"start transaction; savepoint a; rollback to a; commit work -- done",
       "                 ; savepoint a; rollback to a;             -- done"},
      {"begin transaction;;end", "                 ;;   "},
  };
  for (const Case& c : cases) {
    CAPTURE(c.sql);
    const auto left = unwrapped(c.sql);
    REQUIRE(left);
    CHECK(left->sql == c.left);
    CHECK(left->script.mode == Mode::atomic);
    CHECK(left->script.statements == read_script(c.left).statements);
  }
}

TEST_CASE("all other files are left as they are") {
  for (const char* sql : {
           "",
           "begin",
           "select 1; select 2",
           "begin; select 1",
           "select 1; commit",
           "begin; select 1; rollback",
           "begin; select 1; commit; select 2",
           "select 1; begin; select 2; commit",
           "begin; select 1; commit; begin; select 2; commit",
           "begin; select 1; rollback; begin; select 2; commit",
           "begin isolation level serializable; select 1; commit",
           "begin read only; select 1; commit",
           "begin; select 1; commit and chain",
           "begin; select 1; commit prepared 'x'",
           "begin; vacuum; commit",
           "begin; create subscription s connection 'x' publication p; commit",
       }) {
    CAPTURE(sql);
    CHECK_FALSE(unwrapped(sql));
  }
}

}  // namespace
}  // namespace aweigh::migrate

#include "pg/params.h"

#include <cstdlib>
#include <doctest/doctest.h>
#include <map>
#include <string>

namespace aweigh::pg {
namespace {

/// Without the variables that would speak for a target that says nothing.
class CleanEnvironment {
 public:
  CleanEnvironment() {
    for (const char* name : {"PGUSER", "PGSERVICE", "PGOPTIONS"}) {
      ::unsetenv(name);
    }
  }
  CleanEnvironment(const CleanEnvironment&) = delete;
  CleanEnvironment& operator=(const CleanEnvironment&) = delete;
  ~CleanEnvironment() {
    for (const char* name : {"PGUSER", "PGSERVICE", "PGOPTIONS"}) {
      ::unsetenv(name);
    }
  }
};

std::map<std::string, std::string> map_of(const Target& target) {
  std::map<std::string, std::string> map;
  for (const auto& [keyword, value] : params_of(target)) {
    map[keyword] = value.reveal();
  }
  return map;
}

Target with_query(const char* name, const char* value) {
  Target target;
  target.query.push_back({name, Secret(value)});
  return target;
}

using Map = std::map<std::string, std::string>;

TEST_CASE("a target's parts become libpq's keywords") {
  const CleanEnvironment clean;
  Target target;
  target.hosts = {{"db", 5433}};
  target.user = "app";
  target.password = Secret("p@ss word");
  target.path = Secret("shop");
  CHECK(map_of(target) == Map{{"host", "db"},
                              {"port", "5433"},
                              {"user", "app"},
                              {"password", "p@ss word"},
                              {"dbname", "shop"}});
}

TEST_CASE("what a target does not say is left to libpq") {
  const CleanEnvironment clean;
  CHECK(map_of(Target()).empty());
}

TEST_CASE("host and port lists keep their places") {
  const CleanEnvironment clean;
  Target target;
  target.hosts = {{"a", 0}, {"b", 5433}, {"/run/postgresql", 0}};
  CHECK(map_of(target) == Map{{"host", "a,b,/run/postgresql"}, {"port", ",5433,"}});
}

TEST_CASE("no port at all leaves the port to PGPORT") {
  const CleanEnvironment clean;
  Target target;
  target.hosts = {{"a", 0}, {"b", 0}};
  CHECK(map_of(target) == Map{{"host", "a,b"}});
}

TEST_CASE(
    "keywords of libpq pass, settings of the session travel in options, x- is golang-migrate's") {
  const CleanEnvironment clean;
  struct Case {
    const char* name;
    const char* value;
    Map expected;
  };
  const Case cases[] = {
      {"sslmode", "verify-full", {{"sslmode", "verify-full"}}},
      {"target_session_attrs", "primary", {{"target_session_attrs", "primary"}}},
      {"host", "/tmp", {{"host", "/tmp"}}},
      {"search_path", "app", {{"options", " -c search_path=app"}}},
      {"search_path", "a b\\c", {{"options", " -c search_path=a\\ b\\\\c"}}},
      {"x-migrations-table", "m", {}},
      {"options", "-c geqo=off", {{"options", "-c geqo=off"}}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    CHECK(map_of(with_query(c.name, c.value)) == c.expected);
  }
}

TEST_CASE("session settings add to options and to PGOPTIONS") {
  const CleanEnvironment clean;
  ::setenv("PGOPTIONS", "-c jit=off", 1);
  Target target = with_query("lock_timeout", "2s");
  CHECK(map_of(target).at("options") == "-c jit=off -c lock_timeout=2s");
  target.query.push_back({"options", Secret("-c geqo=off")});
  CHECK(map_of(target).at("options") == "-c geqo=off -c lock_timeout=2s");
}

TEST_CASE("a user is named by the target, its query, the environment or a service") {
  const CleanEnvironment clean;
  CHECK_FALSE(names_user(Target()));
  CHECK_FALSE(names_user(with_query("sslmode", "disable")));
  CHECK(names_user(with_query("user", "app")));
  CHECK(names_user(with_query("service", "shop")));
  Target target;
  target.user = "app";
  CHECK(names_user(target));
  ::setenv("PGUSER", "app", 1);
  CHECK(names_user(Target()));
  ::unsetenv("PGUSER");
  ::setenv("PGSERVICE", "shop", 1);
  CHECK(names_user(Target()));
}

}  // namespace
}  // namespace aweigh::pg

#include "environment/environment.h"

#include <array>
#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "contains.h"

namespace aweigh {
namespace {

using Entries = std::vector<std::string>;

Environment environment_of(const std::vector<const char*>& entries) {
  return Environment(entries);
}

Entries entries_of(const Environment& environment) {
  return {environment.entries().begin(), environment.entries().end()};
}

TEST_CASE("a variable is found by its whole name") {
  const Environment environment = environment_of({"AB=1", "A=2=3", "EMPTY=", "BARE"});
  CHECK(environment.value_of("A") == "2=3");
  CHECK(environment.value_of("AB") == "1");
  CHECK(environment.value_of("B").empty());
  CHECK(environment.has("EMPTY"));
  CHECK(environment.value_of("EMPTY").empty());
  CHECK(environment.has("BARE"));
  CHECK(environment.value_of("BARE").empty());
  CHECK_FALSE(environment.has(""));
}

TEST_CASE("setting replaces, removing removes all of that name") {
  Environment environment = environment_of({"A=1", "B=2", "A=3"});
  environment.set("A", "4");
  CHECK(entries_of(environment) == Entries{"B=2", "A=4"});
  environment.remove("A");
  environment.remove("UNKNOWN");
  CHECK(entries_of(environment) == Entries{"B=2"});
}

TEST_CASE("our own variables go but one, others that look like them stay") {
  Environment environment =
      environment_of({"AWEIGH_WAIT=a:1", "AWEIGH_=", "AWEIGH=1", "aweigh_x=2", "X_AWEIGH_Y=3",
                      "AWEIGH_LOCK_TOKEN=4", "AWEIGH_LOCK_TOKENS=5"});
  environment.remove_own();
  CHECK(entries_of(environment) ==
        Entries{"AWEIGH=1", "aweigh_x=2", "X_AWEIGH_Y=3", "AWEIGH_LOCK_TOKEN=4"});
}

TEST_CASE("the lines of an env file") {
  struct Case {
    const char* text;
    Entries added;
  };
  const std::array cases = {
      Case{"A=1\nB=2", {"A=1", "B=2"}},
      Case{"  A= b=c \n", {"A= b=c "}},
      Case{"A='1' # no comment\n", {"A='1' # no comment"}},
      Case{"# A=1\n\n \t \n#\n", {}},
      Case{"\xef\xbb\xbf"
           "A=1\r\nB=\r\n",
           {"A=1", "B="}},
      Case{"A\nUNKNOWN", {}},
      Case{"A=1\nA=2\n", {"A=2"}},
      Case{"", {}},
      Case{"\n", {}},
  };
  for (const Case& each : cases) {
    CAPTURE(each.text);
    Environment environment;
    REQUIRE(add_env_file(environment, each.text).has_value());
    CHECK(entries_of(environment) == each.added);
  }
}

TEST_CASE("a name alone in an env file leaves the variable as it is") {
  Environment environment = environment_of({"A=1"});
  REQUIRE(add_env_file(environment, "A\n").has_value());
  CHECK(entries_of(environment) == Entries{"A=1"});
}

TEST_CASE("quotes in an env file are kept, and the first line that has some is told") {
  struct Case {
    const char* text;
    const char* told;
  };
  for (const Case& each :
       {Case{"A=1\nB=\"x y\"\nC='z'\n", "line 2 "}, Case{"A='1'", "line 1 "}, Case{"A=1", ""},
        Case{"A=\"\nB='1\" \nC=it's\n", ""}, Case{"# A='1'\n", ""}}) {
    CAPTURE(each.text);
    Environment environment;
    const std::string warning = add_env_file(environment, each.text).value();
    CHECK(contains(warning, each.told));
    CHECK(warning.empty() == std::string(each.told).empty());
  }
}

TEST_CASE("a placeholder without a value is told what else could be meant") {
  const Environment environment = environment_of({"A=1", "B_FILE=/b", "ODD:-x=2"});
  CHECK(look_up(environment, "A")->value == "1");
  CHECK(look_up(environment, "ODD:-x")->value == "2");
  CHECK(look_up(environment, "C").error().message == "${C} is not set");
  CHECK(contains(look_up(environment, "B").error().message, "--secret B"));
  for (const char* name : {"A:-s3cret", "C:-s3cret", "C-s3cret", "C:=s3cret", "C:?s3cret"}) {
    const std::string message = look_up(environment, name).error().message;
    CHECK(contains(message, "default"));
    CHECK(!contains(message, "s3cret"));
  }
}

TEST_CASE("a bad line of an env file is named by its number alone") {
  struct Case {
    const char* text;
    const char* line;
  };
  for (const Case& each : {Case{"=secret", "line 1 "}, Case{"A=1\n\n# x\nA =secret", "line 4 "},
                           Case{"export A=secret", "line 1 "}, Case{"A\tB", "line 1 "}}) {
    CAPTURE(each.text);
    Environment environment;
    const auto added = add_env_file(environment, each.text);
    REQUIRE_FALSE(added.has_value());
    CHECK(added.error().code == ExitCode::usage);
    CHECK(contains(added.error().message, each.line));
    CHECK(!contains(added.error().message, "secret"));
  }
}

TEST_CASE("a secret without a file") {
  Environment given = environment_of({"A=1", "A_FILE="});
  CHECK(add_secret(given, "A").has_value());
  CHECK(given.value_of("A") == "1");

  Environment neither;
  CHECK(contains(add_secret(neither, "A").error().message, "A_FILE"));

  Environment both = environment_of({"A=secret", "A_FILE=/dev/null"});
  const auto added = add_secret(both, "A");
  REQUIRE_FALSE(added.has_value());
  CHECK(!contains(added.error().message, "secret"));
}

TEST_CASE("an empty file is an empty secret, and its name goes") {
  Environment environment = environment_of({"A_FILE=/dev/null"});
  REQUIRE(add_secret(environment, "A").has_value());
  CHECK(entries_of(environment) == Entries{"A="});
}

}  // namespace
}  // namespace aweigh

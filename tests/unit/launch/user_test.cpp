#include "launch/user.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "contains.h"

namespace aweigh {
namespace {

constexpr const char* kPasswd =
    "root:x:0:0:root:/root:/bin/sh\n"
    "\n"
    "app:x:1000:1001:The App:/srv/app:/sbin/nologin\n"
    "twin:x:1000:1009::/srv/twin:/bin/sh\n"
    "4242:x:1500:1500::/srv/number:/bin/sh\n"
    "homeless:x:1002:1002:::/bin/sh\n"
    "brief:x:1003:1003\n"
    "shorter:x:1004\n"
    "wordy:x:many:1005::/:/bin/sh\n"
    "groupless:x:1005:::/:/bin/sh\n"
    "::1005:1005::/:/bin/sh\n"
    "last:x:1006:1006::/srv/last:/bin/sh";

constexpr const char* kGroup =
    "root:x:0:\n"
    "logs:x:1010:somebody,app\n"
    "brief:x:1013\n"
    "shorter:x\n"
    "wordy:x:many:app\n"
    "apps:x:1012:application,4242\n"
    "4343:x:1600:\n"
    "data:x:1011:app";

TEST_CASE("users and groups, by name and number") {
  struct Case {
    const char* user;
    Identity identity;  // uid, gid, supplementary groups, home, name
  };
  const std::vector<Case> cases = {
      {"app", {1000, 1001, {1010, 1011}, "/srv/app", "app"}},
      {"1000", {1000, 1001, {1010, 1011}, "/srv/app", "app"}},
      {"01000", {1000, 1001, {1010, 1011}, "/srv/app", "app"}},
      {"app:logs", {1000, 1010, {}, "/srv/app", "app"}},
      {"1000:1010", {1000, 1010, {}, "/srv/app", "app"}},
      {"app:77", {1000, 77, {}, "/srv/app", "app"}},
      {"app:", {1000, 1001, {1010, 1011}, "/srv/app", "app"}},
      {"1000:", {1000, 1001, {1010, 1011}, "/srv/app", "app"}},
      {"77:", {77, 0, {}, "/", ""}},
      {"0:", {0, 0, {}, "/root", "root"}},
      {":1000", {0, 1000, {}, "/root", "root"}},
      {":logs", {0, 1010, {}, "/root", "root"}},
      {"77", {77, 0, {}, "/", ""}},
      {"77:data", {77, 1011, {}, "/", ""}},
      {"77:78", {77, 78, {}, "/", ""}},
      {"2147483647:2147483647", {2147483647, 2147483647, {}, "/", ""}},
      {"root", {0, 0, {}, "/root", "root"}},
      {"homeless", {1002, 1002, {}, "/", "homeless"}},
      {"brief:brief", {1003, 1013, {}, "/", "brief"}},
      {"last", {1006, 1006, {}, "/srv/last", "last"}},
      {"4242", {4242, 0, {}, "/", ""}},
      {"1500", {1500, 1500, {1012}, "/srv/number", "4242"}},
      {"app:4343", {1000, 4343, {}, "/srv/app", "app"}},
  };
  for (const auto& [user, expected] : cases) {
    CAPTURE(user);
    const auto found = find_identity(user, kPasswd, kGroup);
    REQUIRE(found.has_value());
    CHECK(found->uid == expected.uid);
    CHECK(found->gid == expected.gid);
    CHECK(found->groups == expected.groups);
    CHECK(found->home == expected.home);
    CHECK(found->name == expected.name);
  }
}

TEST_CASE("numbers need no tables") {
  const auto found = find_identity("1000:1001", "", "");
  REQUIRE(found.has_value());
  CHECK(found->uid == 1000);
  CHECK(found->gid == 1001);
}

TEST_CASE("who does not exist, or cannot be read, is refused by name") {
  for (const std::string user :
       {"bogus",         "0day",         "0:bogus",    "-1",        "0:-1",      "+1",
        "2147483648",    "0:2147483648", "4294967296", "1e3",       "0x10",      " app",
        "App",           ":1000:",       "1000::",     ":",         "",          "::",
        "app:logs:data", "shorter",      "wordy",      "groupless", "0:shorter", "0:wordy"}) {
    CAPTURE(user);
    const auto found = find_identity(user, kPasswd, kGroup);
    REQUIRE_FALSE(found.has_value());
    CHECK(found.error().code == ExitCode::usage);
    CHECK(contains(found.error().message, "there is no "));
  }
}

}  // namespace
}  // namespace aweigh

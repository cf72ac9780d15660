#include "target/placeholders.h"

#include <array>
#include <doctest/doctest.h>
#include <map>

#include "contains.h"
#include "probes/registry.h"
#include "target/parse.h"

namespace aweigh {
namespace {

constexpr const char* kPassword = "p@ss/w:rd#%20 é";

Result<std::string> find(std::string_view name) {
  const std::map<std::string, std::string, std::less<>> values = {
      {"PASSWORD", kPassword},         {"file:/run/secrets/a:b#c", kPassword},
      {"HOST", "2001:db8::1"},         {"PORT", "5433"},
      {"WORDS", "two words"},          {"EMPTY", ""},
      {"NESTED", "${PASSWORD}"},       {"URL", "redis://u:p%40ss@cache:7000/3?x=%24%7B"},
      {"DSN", "postgres://u:${x}@db"}, {"BACKWARDS", "!tcp://db:5432#timeout=3s"},
  };
  const auto found = values.find(name);
  if (found == values.end()) {
    return fail(ExitCode::usage, std::string(name) + " is not set");
  }
  return found->second;
}

Target parsed(const char* text) {
  CAPTURE(text);
  auto target = parse_target(text, target_kinds(), find);
  REQUIRE_MESSAGE(target, target.error().message);
  return std::move(*target);
}

std::string refused(const char* text) {
  CAPTURE(text);
  const auto target = parse_target(text, target_kinds(), find);
  REQUIRE_FALSE(target);
  CHECK(target.error().code == ExitCode::usage);
  return target.error().message;
}

TEST_CASE("what a placeholder stands for needs no escaping, wherever it stands") {
  for (const char* text :
       {"postgres://app:${PASSWORD}@db/app", "postgres://app:${file:/run/secrets/a:b#c}@db/app",
        "postgres://db/app?user=app&password=${PASSWORD}",
        "postgres:host=db dbname=app user=app password=${PASSWORD}",
        "postgres:host=db dbname=app user=app password='${PASSWORD}' #timeout=3s"}) {
    const Target target = parsed(text);
    CHECK(target.user == "app");
    CHECK(target.password.reveal() == kPassword);
    CHECK(target.redacted() == "postgres://db/app");
  }
}

TEST_CASE("every component can be a placeholder") {
  const Target target = parsed("postgres://${WORDS}x:${PASSWORD}y@${HOST}:${PORT}/${WORDS}");
  CHECK(target.user == "two wordsx");
  CHECK(target.password.reveal() == std::string(kPassword) + "y");
  CHECK(target.hosts.front().host == "2001:db8::1");
  CHECK(target.hosts.front().port == 5433);
  CHECK(target.path.reveal() == "two words");
  CHECK(parsed("${HOST}:${PORT}").redacted() == "tcp://[2001:db8::1]:5433");
}

TEST_CASE("a target that is one placeholder is read from its value") {
  const Target target = parsed("${URL}#timeout=3s");
  CHECK(target.redacted() == "redis://cache:7000/3");
  CHECK(target.password.reveal() == "p@ss");
  CHECK(*target.option("timeout") == "3s");
  const Target inverted = parsed("${BACKWARDS}#timeout=5s");
  CHECK(inverted.inverted);
  CHECK(*inverted.option("timeout") == "5s");
}

TEST_CASE("values are taken as they are") {
  CHECK(parsed("redis://:${NESTED}@cache").password.reveal() == "${PASSWORD}");
  CHECK(parsed("redis://:$${PASSWORD}@cache").password.reveal() == "${PASSWORD}");
  CHECK(parsed("redis://:a$b{c}@cache").password.reveal() == "a$b{c}");
  CHECK(parsed("${DSN}").password.reveal() == "${x}");
  CHECK(parsed("redis://:x${EMPTY}@cache").password.reveal() == "x");
}

TEST_CASE("a placeholder that stands for nothing is named") {
  CHECK(refused("redis://:${MISSING}@cache") == "MISSING is not set");
  CHECK(contains(refused("redis://:${PASSWORD@cache"), "lacks its }"));
  CHECK(contains(refused("tcp://db:${WORDS}"), "port"));
  CHECK(contains(refused("redis://:\x01@cache"), "control character"));
}

TEST_CASE("without a lookup there are no placeholders") {
  const auto target = parse_target("redis://:${PASSWORD}@cache", target_kinds(), {});
  REQUIRE(target);
  CHECK(target->password.reveal() == "${PASSWORD}");
}

}  // namespace
}  // namespace aweigh

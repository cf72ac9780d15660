#include "target/order.h"

#include <doctest/doctest.h>
#include <string>

#include "contains.h"
#include "probes/registry.h"
#include "target/parse.h"

namespace aweigh {
namespace {

std::vector<Target> targets(const std::vector<std::string>& options) {
  std::vector<Target> targets;
  for (const std::string& each : options) {
    targets.push_back(*parse_target("tcp://a:1#" + each, target_kinds(), {}));
  }
  return targets;
}

std::string problem(const std::vector<std::string>& options) {
  const auto order = order_of(targets(options));
  return order ? "" : order.error().message;
}

TEST_CASE("a target comes after the one of that name") {
  const auto order = order_of(targets({"after=db", "name=db&after=net", "name=net", ""}));
  REQUIRE(order);
  CHECK(*order == std::vector<std::optional<std::size_t>>{1, 2, std::nullopt, std::nullopt});
}

TEST_CASE("an order that makes no sense is an error") {
  CHECK(contains(problem({"after=db", "name=dbs"}), "no target has name=db; did you mean dbs?"));
  CHECK(contains(problem({"after=db"}), "no target has name=db"));
  CHECK(contains(problem({"after=db", "name=db", "name=db"}), "two targets have name=db"));
  CHECK(contains(problem({"name=db&after=db"}), "it would wait for itself"));
  CHECK(contains(problem({"name=a&after=b", "name=b&after=a"}), "it would wait for itself"));
}

}  // namespace
}  // namespace aweigh

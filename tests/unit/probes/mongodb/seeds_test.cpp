#include "probes/mongodb/seeds.h"

#include <doctest/doctest.h>

#include "contains.h"
#include "probes/registry.h"
#include "target/parse.h"

namespace aweigh::mongodb {
namespace {

Target target(const std::string& text) {
  return *parse_target(text, target_kinds(), {});
}

std::string query_of(const Target& target) {
  std::string query;
  for (const Parameter& parameter : target.query) {
    query += (query.empty() ? "" : "&") + parameter.name + "=" + parameter.value.reveal();
  }
  return query;
}

TEST_CASE("a target by DNS speaks TLS, and keeps the words of DNS for itself") {
  const auto plain = read_seeded(target("mongodb+srv://db.shop.test/app?w=1"));
  CHECK(plain.service == "mongodb");
  CHECK(query_of(plain.target) == "w=1&tls=true");
  const auto other = read_seeded(
      target("mongodb+srv://db.shop.test/?SSL=false&srvServiceName=orders&srvMaxHosts=1"));
  CHECK(other.service == "orders");
  CHECK(query_of(other.target) == "SSL=false");
}

TEST_CASE("the hosts of SRV records are below the domain of the name") {
  struct Case {
    const char* name;
    const char* host;
    bool good;
  };
  const Case cases[] = {
      {"db.shop.test", "a.shop.test", true},
      {"db.shop.test", "A.Shop.TEST.", true},
      {"db.shop.test.", "a.b.shop.test", true},
      {"DB.shop.test", "db.shop.test", true},
      {"db.shop.test", "shop.test", false},
      {"db.shop.test", "ashop.test", false},
      {"db.shop.test", "a.shop.test.evil", false},
      {"db.shop.test", "evil", false},
      {"shop.test", "a.shop.test", true},
      {"shop.test", "shop.test", false},
      {"shop.test", "evil.test", false},
      {"shop", "a.shop", true},
      {"shop", "shop", false},
  };
  for (const Case& each : cases) {
    CAPTURE(each.name);
    CAPTURE(each.host);
    Target named = target("mongodb+srv://" + std::string(each.name));
    const auto failure = take_hosts(named, {.addresses = {}, .values = {each.host}, .ports = {7}});
    CHECK(failure.has_value() == !each.good);
    if (failure) {
      CHECK(failure->verdict == Verdict::rejected);
      CHECK(contains(failure->words, "is not below shop"));
      CHECK(named.hosts.front().port == 0);
    } else {
      CHECK(named.hosts.front().port == 7);
    }
  }
}

TEST_CASE("one host outside is one too many, and all hosts are taken in order") {
  const Target named = target("mongodb+srv://db.shop.test");
  Target taken = named;
  CHECK_FALSE(take_hosts(
      taken, {.addresses = {}, .values = {"a.shop.test", "b.shop.test"}, .ports = {1, 2}}));
  REQUIRE(taken.hosts.size() == 2);
  CHECK(to_text(taken.hosts[1]) == "b.shop.test:2");
  Target refused = named;
  CHECK(
      take_hosts(refused, {.addresses = {}, .values = {"a.shop.test", "b.test"}, .ports = {1, 2}}));
}

TEST_CASE("what a TXT record adds to the query") {
  const auto added = [](const std::string& query, std::vector<std::string> texts) {
    Target named = target("mongodb+srv://db.shop.test/?" + query);
    const auto failure = take_defaults(named, {.addresses = {}, .values = std::move(texts)});
    return failure ? failure->words : query_of(named);
  };
  CHECK(added("", {"authSource=users&replicaSet=rs%30"}) == "authSource=users&replicaSet=rs0");
  CHECK(added("AUTHSOURCE=mine", {"authsource=users&REPLICASET=rs0"}) ==
        "AUTHSOURCE=mine&REPLICASET=rs0");
  for (const char* text : {"tls=false", "authSource=users&ssl=false", "loadBalanced=true",
                           "replicaSet=%zz", "v=spf1", ""}) {
    CAPTURE(text);
    CHECK(contains(added("", {text}), "is more than authSource=DB&replicaSet=NAME"));
  }
  CHECK(contains(added("", {"authSource=a", "replicaSet=b"}), "several TXT records"));
}

}  // namespace
}  // namespace aweigh::mongodb

#include "pg/route.h"

#include <doctest/doctest.h>
#include <string>

namespace aweigh::pg {
namespace {

/// "host/address/port" of each server; the words of a failure.
std::string shown(const char* hosts, const char* addresses, const char* ports) {
  const auto servers = servers_of(hosts, addresses, ports);
  if (!servers) {
    CHECK(servers.error().misconfigured);
    return servers.error().words;
  }
  std::string text;
  for (const Server& server : *servers) {
    text += (text.empty() ? "" : " ") + server.host + "|" + server.address + "|" + server.port;
  }
  return text;
}

TEST_CASE("libpq's lists are put side by side") {
  struct Case {
    const char* hosts;
    const char* addresses;
    const char* ports;
    const char* expected;
  };
  const Case cases[] = {
      {"", "", "", "||5432"},
      {"db", "", "5433", "db||5433"},
      {"a,b", "", "5433", "a||5433 b||5433"},
      {"a,b,c", "", ",5433,", "a||5432 b||5433 c||5432"},
      {"a,b", "10.0.0.1,", "1,2", "a|10.0.0.1|1 b||2"},
      {"", "10.0.0.1,10.0.0.2", "1", "|10.0.0.1|1 |10.0.0.2|1"},
      {"a,", "", "1", "a||1 ||1"},
      {"a,b", "", "1,2,3", "cannot match 3 ports to 2 servers"},
      {"a", "10.0.0.1,10.0.0.2", "1", "cannot match 1 hosts to 2 servers"},
      {"a,b", "10.0.0.1", "1", "cannot match 1 addresses to 2 servers"},
  };
  for (const Case& c : cases) {
    CHECK(shown(c.hosts, c.addresses, c.ports) == c.expected);
  }
}

TEST_CASE("a directory, an abstract name or nothing is a Unix-domain socket") {
  CHECK(Server{"/run/postgresql", "", "5432"}.is_socket());
  CHECK(Server{"@db", "", "5432"}.is_socket());
  CHECK(Server{"", "", "5432"}.is_socket());
  CHECK_FALSE(Server{"db", "", "5432"}.is_socket());
  CHECK_FALSE(Server{"", "10.0.0.1", "5432"}.is_socket());
}

TEST_CASE("the route takes libpq's keywords from the parameters") {
  const Params params = {{"host", Secret("a,b")},
                         {"target_session_attrs", Secret("prefer-standby")}};
  const auto route = route_of(params);
  REQUIRE(route);
  CHECK(route->servers.size() == 2);
  CHECK(route->session_attrs == std::vector<std::string>{"standby", "any"});
  CHECK_FALSE(route->random);
}

}  // namespace
}  // namespace aweigh::pg

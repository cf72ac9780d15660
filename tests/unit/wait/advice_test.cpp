#include "wait/advice.h"

#include <doctest/doctest.h>

#include "contains.h"

using namespace aweigh;

namespace {

Answer refused() {
  return Answer::pending(Stage::connect, "Connection refused").by_server();
}

Answer silent(Stage stage) {
  return Answer::pending(stage, "no answer within 3.00 s");
}

}  // namespace

TEST_CASE("what is only pending gets advice, by the kind of target, the stage and the answer") {
  struct Case {
    const char* scheme;
    const char* host;
    Answer answer;
    const char* advice;  // what it holds; nullptr: there is none
  };
  const Case cases[] = {
      {"tcp", "db", Answer::pending(Stage::dns, "Domain name not found"),
       "named so, and on the same network"},
      {"dns", "db", Answer::pending(Stage::dns, "DNS server returned answer with no data"),
       "no address of that kind"},
      {"dns", "db", Answer::pending(Stage::dns, "expect= asks for another record than 10.0.0.1"),
       "has the change reached the name server"},
      {"tcp", "db", silent(Stage::dns), "does the name server answer?"},
      {"tcp", "db", refused(), "is it the right port, and is the service up?"},
      {"tcp", "localhost", refused(), "in a container localhost is the container itself"},
      {"postgres", "127.0.0.1", refused(), "in a container 127.0.0.1 is the container itself"},
      {"redis", "::1", refused(), "in a container ::1 is the container itself"},
      {"http", "api.localhost", refused(), "in a container api.localhost is"},
      {"tcp", "1270.example", refused(), "is it the right port"},
      {"tcp", "10.0.0.1", silent(Stage::connect), "firewall"},
      {"tcp", "10.0.0.1", Answer::pending(Stage::connect, "No route to host"), "on a network"},
      {"tcp", "10.0.0.1", Answer::pending(Stage::connect, "Network is unreachable"),
       "on a network"},
      {"unix", "", Answer::pending(Stage::connect, "No such file or directory"), "shared"},
      {"postgres", "db", silent(Stage::tls), "is this the port of a PostgreSQL server?"},
      {"mysql", "db", silent(Stage::tls), "is this the port of a MySQL server?"},
      {"redis", "db", Answer::pending(Stage::query, "the server closed the connection"),
       "is this the port of a Redis server without TLS?"},
      {"https", "db", silent(Stage::tls), "is this the port of an HTTPS server?"},
      {"cassandra", "db", silent(Stage::query), "is this the port of a Cassandra without TLS?"},
      {"http", "db", silent(Stage::query), "is this the port of an HTTP server without TLS?"},
      {"postgres", "db", silent(Stage::query), nullptr},  // it has let us in
      {"redis", "db",
       Answer::pending(Stage::query, "LOADING Redis is loading the dataset in memory").by_server(),
       nullptr},
      {"http", "db", Answer::pending(Stage::query, "503 Service Unavailable").by_server(), nullptr},
      {"tcp", "db", silent(Stage::query), nullptr},
      {"file", "", Answer::pending(Stage::query, "No such file or directory"), nullptr},
      {"tcp", "db", Answer::ready(), nullptr},
  };
  for (const Case& each : cases) {
    CAPTURE(each.scheme);
    CAPTURE(each.host);
    CAPTURE(each.answer.words);
    const std::string advice = advice_on({.scheme = each.scheme, .host = each.host}, each.answer);
    if (each.advice == nullptr) {
      CHECK(advice == "");
    } else {
      CHECK(contains(advice, each.advice));
    }
  }
}

TEST_CASE("the probe's own advice comes first") {
  const Answer answer = Answer::rejected(Stage::query, "no", "do this");
  CHECK(advice_on({.scheme = "http", .host = "localhost"}, answer) == "do this");
}

TEST_CASE("a rejected login tells where the target's values came from") {
  const Asked asked{.scheme = "postgres", .host = "db", .filled_by = {"USER", "file:/run/pw"}};
  const Answer answer = Answer::rejected(Stage::auth, "password authentication failed", "check it");
  CHECK(advice_on(asked, answer) ==
        "check it; this target is filled in by ${USER}, ${file:/run/pw}");
  CHECK(advice_on(asked, Answer::rejected(Stage::query, "no", "check it")) == "check it");
  CHECK(advice_on({.scheme = "postgres"}, answer) == "check it");
}

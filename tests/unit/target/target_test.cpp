#include "target/target.h"

#include <array>
#include <doctest/doctest.h>

#include "contains.h"
#include "probes/registry.h"
#include "target/parse.h"

namespace aweigh {
namespace {

Target parsed(const char* text) {
  auto target = parse_target(text, target_kinds(), {});
  CAPTURE(text);
  REQUIRE(target.has_value());
  return std::move(*target);
}

std::string refused(const char* text) {
  const auto target = parse_target(text, target_kinds(), {});
  CAPTURE(text);
  REQUIRE_FALSE(target.has_value());
  CHECK(target.error().code == ExitCode::usage);
  return target.error().message;
}

TEST_CASE("targets print without user, password and query") {
  struct Case {
    const char* text;
    const char* printed;
  };
  const std::array cases = {
      Case{"db:5432", "tcp://db:5432"},
      Case{"redis:6379", "tcp://redis:6379"},
      Case{"tcp://[::1]:80", "tcp://[::1]:80"},
      Case{"redis://:s3cret@cache", "redis://cache:6379"},
      Case{"redis://cache:7000/3", "redis://cache:7000/3"},
      Case{"postgres://u:s3cret@db/app?sslmode=disable", "postgres://db/app"},
      Case{"postgresql://db:5433", "postgres://db:5433"},
      Case{"postgres://a:1,b:2/app", "postgres://a:1,b:2/app"},
      Case{"postgres:host=db port=5433 password=s3cret dbname=app", "postgres://db:5433/app"},
      Case{"postgres:host=/run/postgresql dbname=app", "postgres:///run/postgresql/app"},
      Case{"postgres:///app", "postgres:///app"},
  };
  for (const Case& each : cases) {
    CHECK(parsed(each.text).redacted() == each.printed);
  }
}

TEST_CASE("the last @ ends the user information, and escapes are undone") {
  const Target target = parsed("postgres://app%40x:p@ss%2Fw%3Ard%23%25@db/name%20x");
  CHECK(target.user == "app@x");
  CHECK(target.password.reveal() == "p@ss/w:rd#%");
  CHECK(target.hosts.front().host == "db");
  CHECK(target.path.reveal() == "name x");
}

TEST_CASE("libpq's spellings of one target are one target") {
  for (const char* text : {"postgres://app:pw@/db?host=h1,h2&port=1,2&application_name=x",
                           "postgres://app:pw@h1:1,h2:2/db?application_name=x",
                           "postgres:host=h1,h2 port=1,2 user=app password=pw dbname=db "
                           "application_name=x",
                           "postgres: host = 'h1,h2' port=1,2 user='a\\pp' password = pw "
                           "dbname=db application_name='x'"}) {
    CAPTURE(text);
    const Target target = parsed(text);
    REQUIRE(target.hosts.size() == 2);
    CHECK(target.hosts[1].host == "h2");
    CHECK(target.hosts[1].port == 2);
    CHECK(target.user == "app");
    CHECK(target.password.reveal() == "pw");
    CHECK(target.path.reveal() == "db");
    REQUIRE(target.query.size() == 1);
    CHECK(target.query[0].name == "application_name");
    CHECK(target.query[0].value.reveal() == "x");
  }
}

TEST_CASE("what a query leaves out stays as the URL says") {
  const Target port = parsed("postgres://127.0.0.1/db?port=55");
  CHECK(port.hosts.front().host == "127.0.0.1");
  CHECK(port.hosts.front().port == 55);
  const Target host = parsed("postgres://u@:56/db?host=/run/pg");
  CHECK(host.hosts.front().host == "/run/pg");
  CHECK(host.hosts.front().port == 56);
}

TEST_CASE("lists may have gaps, and ports go with hostaddr") {
  const Target gap = parsed("postgres:host=a,b port=,5433");
  CHECK(gap.hosts[0].port == 0);
  CHECK(gap.hosts[1].port == 5433);
  CHECK(parsed("postgres:hostaddr=10.0.0.1,10.0.0.2 port=1,2").hosts.size() == 2);
}

TEST_CASE("one port serves all hosts of a list") {
  const Target target = parsed("postgres:host=a,b port=7");
  CHECK(target.hosts[0].port == 7);
  CHECK(target.hosts[1].port == 7);
  CHECK(refused("postgres:host=a,b,c port=1,2") == "it has 3 hosts but 2 ports");
}

TEST_CASE("what is no target is refused") {
  for (const char* text :
       {"", "db", "db:", ":5432", "tcp://db", "tcp://:80", "tcp://db:99999", "tcp://db:0",
        "tcp://db:80x", "tcp://[::1:80", "redis://", "postgres://db:x/app", "postgres:host",
        "postgres:host='a", "redis:password=x", "redis://a,b", "redis://%zz@db", "tcp://a b:1"}) {
    refused(text);
  }
}

TEST_CASE("what is nearly a target is told the shape that was meant, in one short line") {
  struct Case {
    const char* text;
    const char* says;
  };
  const std::array cases = {
      Case{"", "it is empty"},
      Case{"db", "write host:port"},
      Case{"10.0.0.1", "write host:port"},
      Case{"db:", "lacks a port"},
      Case{":5432", "lacks a host"},
      Case{"::1:1", "[::1]:5432"},
      Case{"db:99999", "its port is not a number"},
      Case{"db:http", "its port is not a number"},
      Case{"tcp:db:5432", "it needs //"},
      Case{"db:5432/app", "postgres://host:port/database"},
      Case{"a:1 ", "a blank"},
      Case{"redis://h:1\r", "a blank"},
      Case{" redis://h:1", "a blank"},
      Case{"redis://h:1 #timeout=5s", "a blank"},
      Case{"\"redis://h:1\"", "leave the quotes out"},
      Case{"'db:5432'", "leave the quotes out"},
      Case{"$URL", "${NAME}"},
      Case{"$(cat url)", "no shell"},
      Case{"jdbc:mysql://db/app", "Java's"},
      Case{"mysql://u:p@tcp(127.0.0.1:3306)/db", "Go's"},
      Case{"a:1,b:2", "not a comma"},
      Case{"redis:1,b:2", "not a comma"},
      Case{"a:1,", "not a comma"},
      Case{"redis://a:1,", "not a comma"},
      Case{"redis://a:1,redis://b:2", "not a comma"},
      Case{"a:1,redis://b", "not a comma"},
      Case{"a:1;b:2", "not a semicolon"},
      Case{"redis://a;redis://b", "not a semicolon"},
      Case{"pulsar://b:6650", "tcp://b:6650 waits for the port alone"},
      Case{"!pulsar://b:6650/x", "tcp://b:6650 waits for the port alone"},
      Case{"pulsar://u:12@b:6650", "tcp://host:port waits for the port alone"},
      Case{"pulsar://u:12/x@b:6650", "tcp://host:port waits for the port alone"},
      Case{"pulsar://b", "tcp://host:port waits for the port alone"},
      Case{"sqlite:///x.db", "file:///path"},
      Case{"postgress://db", "did you mean postgres://?"},
      Case{"htpp://db", "did you mean http://?"},
      Case{"reddis://db", "did you mean redis://?"},
      Case{"a b", "no target"},
  };
  for (const Case& each : cases) {
    const std::string message = refused(each.text);
    CHECK_MESSAGE(contains(message, each.says), message);
    CHECK(message.size() < 120);
  }
}

TEST_CASE("only what is likely a password is told how one is written") {
  CHECK(contains(refused("postgres://u:pa/ss@db"), "%2F"));
  CHECK(!contains(refused("postgres://db:99999"), "%2F"));
}

TEST_CASE("a scheme may be written in any case, and prints as ours") {
  CHECK(parsed("HTTP://db/x").redacted() == "http://db:80/x");
  CHECK(parsed("Postgres:host=db").redacted() == "postgres://db");
  CHECK(parsed("REDIS://:pw@db").redacted() == "redis://db:6379");
}

TEST_CASE("commas that stand in one target are no mistake") {
  CHECK(parsed("postgres://a:1,b:2/app").hosts.size() == 2);
  CHECK(parsed("redis-sentinel://a:1,b:2/main").hosts.size() == 2);
  parsed("http://a/x,y");
  parsed("http://a/#status=200,204");
  parsed("exec:sh -c 'curl http://a,http://b'");
}

TEST_CASE("an error holds nothing of a target that could be a secret") {
  for (const char* text :
       {"postgres://u:s3cret/x@db/app", "postgres://u:s3cret#x@db/app", "postgres://u:s3cret%@db",
        "postgres://u:s3cret?x@db", "postgres://u:12/s3cret@db/app", "redis://u:/s3cret@cache",
        "postgres:host=db password='s3cret", "s3cret@db:5432x", "nosql://u:s3cret@db",
        "postgres:host=db password=a s3cret", "postgres:host=h dbname=postgres://u:s3cret@h/d",
        "postgres://u@h/host=h%20password=s3cret", "http://u:12/s3cret@host/",
        "https://u:12/x/s3cret@host", "http://u:a@b/s3cret@host"}) {
    CHECK(!contains(refused(text), "s3cret"));
  }
}

}  // namespace
}  // namespace aweigh

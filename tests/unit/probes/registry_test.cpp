#include "probes/registry.h"

#include <doctest/doctest.h>
#include <string>

#include "contains.h"
#include "target/parse.h"

namespace aweigh {
namespace {

Result<std::unique_ptr<Probe>> made(const std::string& text) {
  return parse_target(text, target_kinds(), {}).and_then(make_probe);
}

TEST_CASE("each kind takes its own options") {
  const std::string longest_path(100, 'x');
  for (const std::string& text : {
           std::string("tcp://a:1#hold=100ms"),
           std::string("unix:///run/app.sock#hold=1s"),
           "unix:///" + longest_path,
           std::string("amqp://a/%2f?heartbeat=30#queue=jobs&exchange=in"),
           std::string("file:///a#nonempty"),
           std::string("file:///a#absent"),
           std::string("file:///a#contains=x&contains=/^y/&nonempty"),
           std::string("grpc://a:1/db.Store#header=x-token:1&header=authorization:Bearer 2"),
           std::string("grpcs://[::1]:1#insecure"),
           std::string("temporal://a"),
           std::string("temporals://a/orders#insecure&header=authorization:Bearer 2"),
           std::string("mongodb+srv://u:p@db.shop.test/app?srvServiceName=x#insecure"),
           std::string("exec:true a 'b c'"),
           std::string("dns://name"),
           std::string("dns://_http._tcp.name#type=SRV&server=10.0.0.10:5353"),
           std::string("dns://name#type=AAAA&server=fd00::10"),
           std::string("dns://name#server=[fd00::10]:53"),
           std::string("postgres://u@db#query=select 1&role=primary&schema-version=20240101"),
           std::string("postgres://u@db#missing-database=ok"),
       }) {
    CAPTURE(text);
    CHECK(made(text).has_value());
  }
}

TEST_CASE("what a kind cannot make sense of is a usage error that says so") {
  struct Case {
    std::string text;
    const char* cause;
  };
  const Case cases[] = {
      {"tcp://a:1/path", "nothing else"},
      {"tcp://a:1#hold=soon", "option hold"},
      {"tcp://a:1#hold=0", "option hold"},
      {"tcp://a:1#hold=none", "option hold"},
      {"unix:///" + std::string(108, 'x'), "at most 107"},
      {"memcached://a/path", "no path"},
      {"memcached://user@a", "needs a password"},
      {"memcached://:password@a", "needs a password"},
      {"amqp://user@a", "needs a password"},
      {"amqp://a?verify=verify_none", "behind a #"},
      {"amqp://a/" + std::string(256, 'x'), "virtual host is too long"},
      {"amqp://a#exchange=" + std::string(256, 'x'), "1 to 255 bytes"},
      {"mqtt://a/topic", "no path"},
      {"mqtt://a?clean=1", "no query"},
      {"mqtt://:password@a", "needs a user"},
      {"mqtt://" + std::string(65536, 'x') + "@a", "longer than"},
      {"ldap://a/dc=x?cn?sub", "no attributes, scope or filter"},
      {"ldap://cn=x@a", "needs a password"},
      {"ldap://:password@a", "needs a password"},
      {"kafka://a/topic?x=1", "no ?query"},
      {"kafka://user@a", "needs a password"},
      {"kafka://a#sasl=plain", "needs a user"},
      {"kafka://user:password@a#sasl=gssapi", "scram-sha-512"},
      {"kafkas://a#ca=/nowhere/ca.pem", "ca.pem"},
      {"cassandra://a/shop?consistency=one", "no ?query"},
      {"cassandra://user@a", "needs a password"},
      {"cassandra://:password@a", "needs a password"},
      {"cassandra://a/shop/orders", "no keyspace can be named so"},
      {"cassandra://a/" + std::string(49, 'x'), "no keyspace can be named so"},
      {"cassandras://a#ca=/nowhere/ca.pem", "ca.pem"},
      {"nats://a/path", "no path"},
      {"nats://:password@a", "needs a user"},
      {"nats://a#key=/key", "needs the certificate"},
      {"smtp://a/path", "no path"},
      {"smtp://app:password@a", "through TLS alone"},
      {"smtps://app@a#insecure", "needs a password"},
      {"zookeeper://a,b/chroot", "nothing else"},
      {"zookeeper://app:password@a", "nothing else"},
      {"file:///a#absent&nonempty", "which one"},
      {"file:///a#absent&fresh=1s", "which one"},
      {"file:///a#absent&contains=x", "which one"},
      {"file:///a#contains=/(/", "no regular expression"},
      {"file:///a#fresh=soon", "option fresh"},
      {"file:///a#fresh=0", "option fresh"},
      {"file:///a#fresh=none", "option fresh"},
      {"s3://host", "needs a bucket"},
      {"s3://host/bucket/object", "needs a bucket"},
      {"s3://host/bucket?x=y", "needs a bucket"},
      {"s3://key@host/bucket", "needs its secret"},
      {"s3+http://:secret@host/bucket", "needs its secret"},
      {"grpc://a:1?x=1", "no query"},
      {"grpc://user@a:1", "credentials are metadata"},
      {"grpc://a:1#header=token", "NAME:VALUE"},
      {"mongodb+srv://user@db.shop.test", "needs a password"},
      {"mongodb+srv://db.shop.test/?tls=false#insecure", "turns TLS off"},
      {"temporal://user:password@a/orders", "credentials are metadata"},
      {"temporal://a/orders/queue", "a namespace and no more"},
      {"exec:''", "needs a program"},
      {"dns://10.0.0.1", "an address already"},
      {"dns://name#type=PTR", "NS, SRV or TXT"},
      {"dns://name#server=resolver", "server is an address"},
      {"dns://name#server=10.0.0.1:0", "server is an address"},
      {"dns://name#server=10.0.0.1,10.0.0.2", "server is an address"},
      {"dns://name#server=[10.0.0.1]x:1", "server is an address"},
      {"dns://name#server=fd00::1:123456", "server is an address"},
      {"mysql://db#query=select 1", "needs a user"},
      {"postgres://u@db#role=master", "primary or standby"},
      {"postgres://u@db#schema-version=latest", "number"},
      {"postgres://u@db#schema-version=-1", "number"},
      {"postgres://u@db#missing-database=no", "missing-database"},
      {"postgres://u@db?x-migrations-table-quoted=1#schema-version=1", "x-migrations-table"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const auto probe = made(c.text);
    REQUIRE_FALSE(probe.has_value());
    CHECK(probe.error().code == ExitCode::usage);
    CHECK(contains(probe.error().message, c.cause));
  }
}

TEST_CASE("the options of postgres need a user") {
  ::unsetenv("PGUSER");
  ::unsetenv("PGSERVICE");
  for (const char* text : {"postgres://db#query=select 1", "postgres://db#role=standby",
                           "postgres:host=db #schema-version=1"}) {
    CAPTURE(text);
    const auto probe = made(text);
    REQUIRE_FALSE(probe.has_value());
    CHECK(contains(probe.error().message, "need a user"));
    ::setenv("PGUSER", "app", 1);
    CHECK(made(text).has_value());
    ::unsetenv("PGUSER");
  }
}

}  // namespace
}  // namespace aweigh

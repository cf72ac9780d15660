#include "target/dialect.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <set>
#include <string>

#include "contains.h"
#include "probes/registry.h"
#include "target/dsn_words.h"
#include "target/parse.h"
#include "text/case.h"
#include "text/split.h"

namespace aweigh {
namespace {

Result<Target> parse(const std::string& text) {
  return parse_target(text, target_kinds(), {});
}

using Map = std::map<std::string, std::string>;

Map query_of(const Target& target) {
  Map query;
  for (const Parameter& parameter : target.query) {
    query[parameter.name] = parameter.value.reveal();
  }
  return query;
}

Map read(const std::string& query) {
  const auto target = parse("postgres://h/db?" + query);
  CAPTURE(query);
  REQUIRE(target.has_value());
  return query_of(*target);
}

std::string refused(const std::string& query) {
  const auto target = parse("postgres://h/db?" + query);
  CAPTURE(query);
  REQUIRE_FALSE(target.has_value());
  CHECK(target.error().code == ExitCode::usage);
  return target.error().message;
}

TEST_CASE("words of ORMs and drivers become libpq's, or settings of the session") {
  struct Case {
    const char* query;
    Map expected;
  };
  const Case cases[] = {
      {"schema=public", {{"search_path", "\"public\""}}},
      {"schema=My,%22Own%22", {{"search_path", "\"My,\"\"Own\"\"\""}}},
      {"schema=", {{"search_path", ""}}},
      {"currentSchema=a,b", {{"search_path", "a,b"}}},
      {"CURRENTSCHEMA=a", {{"search_path", "a"}}},
      {"ApplicationName=x%20y", {{"application_name", "x y"}}},
      {"targetServerType=master", {{"target_session_attrs", "primary"}}},
      {"targetServerType=preferSecondary", {{"target_session_attrs", "prefer-standby"}}},
      {"loadBalanceHosts=true", {{"load_balance_hosts", "random"}}},
      {"variables[statement_timeout]=5000", {{"statement_timeout", "5000"}}},
      {"variables%5Block_timeout%5D=1", {{"lock_timeout", "1"}}},
      {"ssl-root-cert=/a", {{"sslrootcert", "/a"}}},
      {"search_path=a&statement_timeout=5&options=-c%20geqo%3Doff",
       {{"search_path", "a"}, {"statement_timeout", "5"}, {"options", "-c geqo=off"}}},
      {"app.user=7", {{"app.user", "7"}}},
      {"nobody_knows=1", {{"nobody_knows", "1"}}},
  };
  for (const Case& c : cases) {
    CHECK(read(c.query) == c.expected);
  }
}

TEST_CASE("TLS is never less than was asked for") {
  struct Case {
    const char* query;
    const char* sslmode;
  };
  const Case cases[] = {
      {"ssl=true", "verify-full"},
      {"ssl=TRUE", "verify-full"},
      {"ssl", "verify-full"},
      {"ssl=1", "verify-full"},
      {"ssl=require", "require"},
      {"ssl=no-verify", "require"},
      {"sslmode=no-verify", "require"},
      {"sslmode=verify-full", "verify-full"},
      {"SslMode=verify-ca", "verify-ca"},
      {"ssl-mode=require", "require"},
      {"sslaccept=strict", "verify-full"},
      {"sslaccept=strict&sslmode=require", "verify-full"},
      {"sslmode=require&sslaccept=accept_invalid_certs", "require"},
      {"ssl=true&sslmode=require", "require"},
      {"sslmode=require&ssl=true", "require"},
      {"ssl=true&sslaccept=accept_invalid_certs", "verify-full"},
      {"ssl=require&sslaccept=strict", "verify-full"},
      {"ssl=true&sslmode=", "verify-full"},
      {"ssl=false&ssl=true", "verify-full"},
      {"ssl=true&ssl=prefer", "verify-full"},
      {"sslmode=verify-full&sslmode=disable", "verify-full"},
      {"sslmode=disable&sslmode=verify-full", "verify-full"},
      {"sslmode=nonsense&ssl=true", "nonsense"},  // libpq refuses it
      {"sslmode=verify-full&sslfactory=org.postgresql.ssl.NonValidatingFactory", "verify-full"},
      {"ssl=true&sslfactory=org.postgresql.ssl.NonValidatingFactory", "require"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.query);
    CHECK(read(c.query).at("sslmode") == c.sslmode);
  }
  for (const char* query : {"ssl=false", "ssl=0", "sslaccept=accept_invalid_certs", "sslmode="}) {
    CHECK(read(query).empty());
  }
}

TEST_CASE("what asks for TLS and cannot be kept is refused") {
  for (const char* query :
       {"ssl=true&sslmode=disable", "sslmode=prefer&ssl=true", "sslaccept=strict&sslmode=allow",
        "ssl=yes", "ssl=%7B%22rejectUnauthorized%22:true%7D", "sslaccept=loose", "sslaccept=",
        "sslidentity=client.p12", "sslfactory=org.example.Own", "sslhostnameverifier=x",
        "uselibpqcompat=false", "sslinline=true", "socketFactory=com.example.Factory"}) {
    refused(query);
  }
}

TEST_CASE("beside sslaccept sslcert is the server's authority") {
  CHECK(read("sslaccept=strict&sslcert=ca.pem").at("sslrootcert") == "ca.pem");
  CHECK(read("sslcert=ca.pem&sslaccept=accept_invalid_certs").at("sslrootcert") == "ca.pem");
  CHECK(read("sslcert=own.pem").at("sslcert") == "own.pem");
}

TEST_CASE("what is ignored is told by name") {
  const auto target = parse("postgres://h/db?pgbouncer=true&sslmode=require&connection_limit=s3");
  REQUIRE(target.has_value());
  CHECK(target->ignored == std::vector<std::string>{"pgbouncer", "connection_limit"});
  CHECK(query_of(*target) == Map{{"sslmode", "require"}});
}

TEST_CASE("a DSN of keywords takes the same words") {
  const auto target = parse("postgres:host=h schema=App pgbouncer=true ssl=true");
  REQUIRE(target.has_value());
  CHECK(query_of(*target) == Map{{"search_path", "\"App\""}, {"sslmode", "verify-full"}});
}

TEST_CASE("golang-migrate's words stay, are checked, and are known") {
  CHECK(read("x-migrations-table=m&x-statement-timeout=300&x-multi-statement=T") ==
        Map{{"x-migrations-table", "m"}, {"x-statement-timeout", "300"}});
  CHECK(read("x-lock-strategy=advisory&x-lock-table=t&x-multi-statement-max-size=7").empty());
  for (const char* query :
       {"x-statement-timeout=5s", "x-statement-timeout=-1", "x-statement-timeout=99999999999",
        "x-migrations-table-quoted=yes", "x-multi-statement=on", "x-multi-statement-max-size=1MB",
        "x-lock-strategy=table"}) {
    refused(query);
  }
  CHECK(contains(refused("x-migration-table=m"), "did you mean x-migrations-table?"));
  CHECK(contains(refused("x-zzz=s3cret"), "known are x-migrations-table"));
}

TEST_CASE("the schemes of other tools are postgres, in any case") {
  for (const char* text :
       {"postgresql+psycopg://u:p@h:1/db", "postgresql+psycopg2://u:p@h:1/db",
        "PostgreSQL+asyncpg://u:p@h:1/db", "postgres+pg8000://u:p@h:1/db", "pgx5://u:p@h:1/db",
        "PGX://u:p@h:1/db", "postgis://u:p@h:1/db", "psql://u:p@h:1/db", "pgsql://u:p@h:1/db",
        "ecto://u:p@h:1/db", "jdbc:postgresql://h:1/db?user=u&password=p",
        "JDBC:PostgreSQL://h:1/db?user=u&password=p"}) {
    CAPTURE(text);
    const auto target = parse(text);
    REQUIRE(target.has_value());
    CHECK(target->redacted() == "postgres://h:1/db");
    CHECK(target->user == "u");
    CHECK(target->password.reveal() == "p");
  }
  CHECK_FALSE(parse("redis+tls://h").has_value());
  CHECK_FALSE(parse("jdbc:mysql://h/db").has_value());
}

TEST_CASE("Java's URL may have no host, and a + in its query is a blank") {
  struct Case {
    const char* text;
    const char* url;
  };
  const Case cases[] = {
      {"jdbc:postgresql:db", "postgresql://localhost/db"},
      {"jdbc:postgresql:/", "postgresql://localhost/"},
      {"jdbc:postgresql:///db", "postgresql://localhost/db"},
      {"jdbc:postgresql://a:1,b:2/db", "postgresql://a:1,b:2/db"},
      {"jdbc:postgresql:db?password=a+b%2B", "postgresql://localhost/db?password=a%20b%2B"},
      {"jdbc:postgresql://h/a+b?x=+#query=1+1", "postgresql://h/a+b?x=%20#query=1+1"},
      {"jdbc:", "://localhost/"},
      {"postgresql://h/db", ""},
      {"jdbc", "://localhost/"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(url_of_java(c.text) == c.url);
  }
}

TEST_CASE(".NET's form is known, and nothing of libpq's is taken for it") {
  for (const char* text : {"Host=h;Port=1;Username=u;Password=s3cret", "Server=h;Database=d",
                           "Username=u;Password=s3cret;Host=h", "host=h;SSL Mode=Require"}) {
    CAPTURE(text);
    CHECK(is_dotnet(text));
    CHECK(contains(parse("postgres:" + std::string(text)).error().message, ".NET"));
    CHECK(contains(parse(text).error().message, ".NET"));
    CHECK_FALSE(contains(parse(text).error().message, "s3cret"));
  }
  for (const char* text : {"host=h password=a;b", "password=a;b host=h", "password='a;host=b'",
                           "host=h", "dbname=a;b"}) {
    CAPTURE(text);
    CHECK_FALSE(is_dotnet(text));
  }
}

TEST_CASE("no word stands in two rows, and each says what it does") {
  std::set<std::string> seen;
  for (const auto table : {dsn_words(), golang_migrate_words()}) {
    for (const DsnWord& row : table) {
      CHECK_FALSE(describe(row).empty());
      for (const std::string_view word : split(row.words, ' ')) {
        CAPTURE(word);
        CHECK(seen.insert(lower(word)).second);
        CHECK(find_dsn_word(word) == &row);
      }
    }
  }
}

TEST_CASE("an error shows no value") {
  for (const char* query : {"ssl=s3cret", "sslidentity=s3cret", "x-statement-timeout=s3cret",
                            "x-s3cret-x=1", "targetServerType=s3cret"}) {
    CHECK_FALSE(contains(refused(query), "s3cret"));
  }
  for (const char* text : {"jdbc:mysql://h/db?password=s3cret", "jdbc:oracle:thin:s3cret@h",
                           "jdbc:postgresql://h:x/db?password=s3cret", "jdbc:s3cret"}) {
    CHECK_FALSE(contains(parse(text).error().message, "s3cret"));
  }
}

}  // namespace
}  // namespace aweigh

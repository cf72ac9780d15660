#include "schema/version_table.h"

#include <doctest/doctest.h>

namespace aweigh::migrate {
namespace {

Result<TableName> named(const char* table, const char* quoted) {
  Target target;
  target.query.push_back({"x-migrations-table", Secret(table)});
  target.query.push_back({"x-migrations-table-quoted", Secret(quoted)});
  return table_name_of(target);
}

TEST_CASE("the version table is named as golang-migrate names it") {
  struct Case {
    const char* table;
    const char* quoted;
    const char* expected_schema;
    const char* expected_table;
  };
  const Case cases[] = {
      {"", "", "", "schema_migrations"},     {"mine", "", "", "mine"},
      {"app.mine", "false", "", "app.mine"},  // one name with a dot in it
      {"\"mine\"", "true", "", "mine"},      {"\"app\".\"mine\"", "1", "app", "mine"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.table);
    const auto name = named(c.table, c.quoted);
    REQUIRE(name);
    CHECK(name->schema == c.expected_schema);
    CHECK(name->table == c.expected_table);
  }
}

TEST_CASE("a quoted name without quotes, or with too many parts, is a usage error") {
  for (const char* table : {"", "mine", "\"\"", "\"a\".\"b\".\"c\"", "\"a"}) {
    CAPTURE(table);
    const auto name = named(table, "true");
    REQUIRE_FALSE(name);
    CHECK(name.error().code == ExitCode::usage);
  }
}

TEST_CASE("the row is read as a whole") {
  struct Case {
    const char* version;
    std::optional<std::int64_t> number;
    bool is_read = true;
  };
  const Case cases[] = {
      {"0", 0},
      {"20060102150405", 20060102150405},
      {"-1", std::nullopt},
      {"", std::nullopt, false},
      {"twelve", std::nullopt, false},
      {"12.5", std::nullopt, false},
      {"9223372036854775808", std::nullopt, false},
  };
  for (const Case& c : cases) {
    CAPTURE(c.version);
    const auto version = VersionTable::version_of({{c.version, "t"}});
    REQUIRE(version.has_value() == c.is_read);
    if (c.is_read) {
      CHECK(version->number == c.number);
      CHECK(version->dirty);
    }
  }
}

TEST_CASE("names are quoted, and the row is replaced without TRUNCATE") {
  const VersionTable table({"my \"schema\"", "t"});
  CHECK(table.quoted() == "\"my \"\"schema\"\"\".\"t\"");
  CHECK(VersionTable({"s", "t"}).replace_sql(7, true) ==
        "DELETE FROM \"s\".\"t\"; INSERT INTO \"s\".\"t\" (version, dirty) VALUES (7, true)");
}

TEST_CASE("no version is no row, and -1 only while it is dirty") {
  const VersionTable table({"s", "t"});
  CHECK(table.replace_sql(std::nullopt, false) == "DELETE FROM \"s\".\"t\"");
  CHECK(table.replace_sql(std::nullopt, true).ends_with("VALUES (-1, true)"));
}

}  // namespace
}  // namespace aweigh::migrate

// Every statement of ours names its functions, types and operators with the schema pg_catalog:
// another role may have made others of the same name in a schema of our search_path.

#include <algorithm>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace aweigh {
namespace {

namespace fs = std::filesystem;

/// What stands in the string literals of `code`, one text for each statement of C++.
std::vector<std::string> texts_in(const std::string& code) {
  static const std::regex kPart(R"re(//[^\n]*|'(?:\\.|[^'\\])'|"((?:\\.|[^"\\])*)"|;)re");
  std::vector<std::string> texts(1);
  for (std::sregex_iterator at(code.begin(), code.end(), kPart), end; at != end; ++at) {
    if (at->str() == ";") {
      texts.emplace_back();
    } else if ((*at)[1].matched) {
      texts.back() += (*at)[1].str();
    }
  }
  return texts;
}

bool is_sql(const std::string& text) {
  static const std::regex kSql(R"(\b(SELECT|INSERT INTO|DELETE FROM|CREATE TABLE|UPDATE)\b)");
  return std::regex_search(text, kSql);
}

/// The first name in `sql` that is not qualified; "" where there is none.
std::string unqualified_in(std::string sql) {
  // Assignments and what the grammar itself resolves.
  static const std::regex kFine(
      R"(OPERATOR\(pg_catalog\.[^)]+\)|SET (LOCAL )?\w+ = |\) = \(|extract\()");
  sql = std::regex_replace(sql, kFine, "");
  static const std::regex kUnqualified(
      R"((?:^|[^.\w])(?!pg_catalog\.)[a-z][a-z_0-9]*\()"                              // f(
      R"(|::(?!pg_catalog\.|bigint|int\b)\w+)"                                        // ::type
      R"(| (?:=|<>|<|>|<=|>=|%|\+|-|/|\|\||~) | IN \(| USING \(| LIKE | BETWEEN )");  // operators
  std::smatch found;
  return std::regex_search(sql, found, kUnqualified) ? found.str() : "";
}

TEST_CASE("what is not qualified is found") {
  for (const char* sql : {"SELECT now()", "SELECT 1 WHERE a = 1", "SELECT a::text",
                          "SELECT pg_catalog.f(g(1))", "SELECT 1 FROM a JOIN b USING (c)",
                          "UPDATE t SET a = f(1)", "DELETE FROM t WHERE a <> b"}) {
    CAPTURE(sql);
    CHECK_FALSE(unqualified_in(sql).empty());
  }
  for (const char* sql :
       {"SELECT pg_catalog.now()", "UPDATE t SET a = pg_catalog.f(1)", "SELECT a::pg_catalog.oid",
        "SELECT 1 WHERE a OPERATOR(pg_catalog.=) $1::bigint"}) {
    CAPTURE(sql);
    CHECK(unqualified_in(sql).empty());
  }
}

TEST_CASE("all statements of ours are qualified") {
  std::size_t statements = 0;
  for (const char* part : {"src/schema", "src/migrate/run", "src/pg", "probes/postgres"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(AWEIGH_SOURCES) / part)) {
      // advice.cpp prints statements for a person to run; mysql_lock.cpp asks a MySQL, in which
      // nobody can take the name of a function of the server's own.
      const fs::path file = entry.path().filename();
      if (!entry.is_regular_file() || file == "advice.cpp" || file == "mysql_lock.cpp") {
        continue;
      }
      std::ostringstream code;
      code << std::ifstream(entry.path()).rdbuf();
      for (const std::string& text : texts_in(code.str())) {
        if (is_sql(text)) {
          CAPTURE(entry.path().filename().string());
          CAPTURE(text);
          CHECK(unqualified_in(text) == "");
          ++statements;
        }
      }
    }
  }
  CHECK(statements > 15);
}

}  // namespace
}  // namespace aweigh

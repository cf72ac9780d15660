// postgres://: logs in through libpq, and asks what the target's options want to know.
// answers.h judges the failures.

#include <algorithm>
#include <array>
#include <functional>
#include <vector>

#include "pg/connection.h"
#include "pg/params.h"
#include "probes/makers.h"
#include "probes/postgres/answers.h"
#include "schema/version_table.h"
#include "text/number.h"

namespace aweigh::postgres {
namespace {

constexpr std::string_view kNoSuchDatabase = "3D000";

/// A statement that is asked after the login.
struct Check {
  std::string sql;
  /// Says what is wrong with the result; empty: the result is as wanted.
  std::function<std::string(const pg::Glance&)> lacks;
  std::function<Answer(const pg::Failure&)> judge;
};

/// Whether the server is a primary or a standby.
Result<Check> role_check(const std::string& role) {
  if (role != "primary" && role != "standby") {
    return fail(ExitCode::usage, "its option role is primary or standby");
  }
  return Check{"SELECT 'standby' WHERE pg_catalog.pg_is_in_recovery()",
               [role](const pg::Glance& seen) {
                 const std::string is = seen.rows.empty() ? "primary" : "standby";
                 return is == role ? "" : "the server is a " + is;
               },
               judge_login};
}

/// golang-migrate's version table, under the name that a migration would use.
Result<Check> version_check(const Target& target, const std::string& text) {
  const auto number = parse_whole<std::int64_t>(text, 0);
  if (!number) {
    return fail(ExitCode::usage, "its option schema-version is the number of a version");
  }
  return migrate::table_name_of(target).map([wanted = *number](migrate::TableName name) {
    return Check{
        migrate::VersionTable(std::move(name)).select_sql(),
        [wanted](const pg::Glance& seen) {
          const auto version = migrate::VersionTable::version_of(seen.rows);
          if (!version) {
            return "the version table is not as it should be: " + version.error();
          }
          const std::string at = "the schema is at " + migrate::version_words(version->number);
          if (version->dirty) {
            return at + ", which has not been finished (dirty)";
          }
          return version->number.value_or(-1) < wanted
                     ? at + ", not yet at " + std::to_string(wanted)
                     : "";
        },
        [wanted](const pg::Failure& failure) { return judge_version_table(failure, wanted); }};
  });
}

/// A statement of the user's own. A statement that gives rows must give one that does not begin
/// with NULL, false or 0.
Check query_check(const std::string& sql) {
  return {sql,
          [](const pg::Glance& seen) -> std::string {
            if (seen.has_rows && seen.rows.empty()) {
              return "the query gives no row";
            }
            if (seen.rows.empty() || seen.rows.front().empty()) {
              return "";
            }
            const std::string value = seen.rows.front().front().value_or("NULL");
            constexpr std::array kNo = {"NULL", "f", "0"};
            return std::ranges::find(kNo, value) == kNo.end() ? "" : "the query gives " + value;
          },
          judge_query};
}

Result<std::vector<Check>> read_checks(const Target& target) {
  std::vector<Check> checks;
  const auto add = [&](Check check) { checks.push_back(std::move(check)); };
  if (const std::string* role = target.option("role")) {
    if (const auto added = role_check(*role).map(add); !added) {
      return error_of(added);
    }
  }
  if (const std::string* version = target.option("schema-version")) {
    if (const auto added = version_check(target, *version).map(add); !added) {
      return error_of(added);
    }
  }
  if (const std::string* sql = target.option("query")) {
    add(query_check(*sql));
  }
  return checks;
}

class PostgresProbe : public Probe {
 public:
  PostgresProbe(pg::Params params, std::vector<Parameter> query, std::vector<Check> checks,
                bool needs_database)
      : params_(std::move(params)),
        query_(std::move(query)),
        checks_(std::move(checks)),
        needs_database_(needs_database) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    auto connection = co_await pg::Connection::open(params_, attempt);
    if (!connection) {
      // The server has checked the password before it looks for the database.
      const bool is_only_missing = connection.error().sqlstate == kNoSuchDatabase;
      co_return is_only_missing && !needs_database_ ? Answer::ready()
                                                    : judge_login_with(connection.error(), query_);
    }
    attempt.stage = Stage::query;
    for (const Check& check : checks_) {
      const auto seen = co_await connection->glance(check.sql);
      if (!seen) {
        co_return check.judge(seen.error());
      }
      if (std::string lack = check.lacks(*seen); !lack.empty()) {
        co_return Answer::pending(Stage::query, std::move(lack)).by_server();
      }
    }
    co_return Answer::ready();
  }

 private:
  pg::Params params_;
  std::vector<Parameter> query_;  ///< of the target
  std::vector<Check> checks_;
  bool needs_database_;
};

/// Asks without a user: is the server there, and does it accept connections?
class GreetingProbe : public Probe {
 public:
  explicit GreetingProbe(pg::Params params) : params_(std::move(params)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    const auto connection = co_await pg::Connection::open(params_, attempt);
    co_return connection ? Answer::ready() : judge_greeting(connection.error());
  }

 private:
  pg::Params params_;
};

}  // namespace
}  // namespace aweigh::postgres

namespace aweigh {

Result<std::unique_ptr<Probe>> make_postgres_probe(const Target& target) {
  auto checks = postgres::read_checks(target);
  if (!checks) {
    return error_of(checks);
  }
  const std::string* missing = target.option("missing-database");
  if (missing != nullptr && *missing != "ok") {
    return fail(ExitCode::usage, "its option missing-database is ok, or not there");
  }
  pg::Params params = pg::params_of(target);
  if (!pg::names_user(target)) {
    if (!checks->empty()) {
      return fail(ExitCode::usage, "its options query, role and schema-version need a user");
    }
    // libpq would look for a system user, which an image from scratch does not have
    params.emplace_back("user", Secret("aweigh"));
    // Else libpq would show a server that asks the password of PGPASSWORD or of a password file.
    params.emplace_back("require_auth", Secret("none"));
    return std::make_unique<postgres::GreetingProbe>(std::move(params));
  }
  if (checks->empty()) {
    checks->push_back({"SELECT 1", [](const pg::Glance&) { return ""; }, postgres::judge_login});
  }
  if (const std::string* role = target.option("role");
      role != nullptr && !pg::picks_server(target)) {
    params.emplace_back("target_session_attrs", Secret(*role));  // of several hosts
  }
  return std::make_unique<postgres::PostgresProbe>(std::move(params), target.query,
                                                   std::move(*checks), missing == nullptr);
}

}  // namespace aweigh

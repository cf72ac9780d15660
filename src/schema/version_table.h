#pragma once

#include <array>
#include <asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/result.h"
#include "base/time.h"
#include "pg/connection.h"
#include "target/target.h"

// golang-migrate's version table: its name, its row, the statements on it. Migrations read and
// write it; the probe of PostgreSQL only reads it (probes/).

namespace aweigh::migrate {

/// What golang-migrate's version table says.
struct Version {
  std::optional<std::int64_t> number;  ///< nullopt: nothing has been applied
  bool dirty = false;                  ///< a migration to or from it has not been finished
};

/// "version 3", or "no version" for nullopt.
std::string version_words(std::optional<std::int64_t> version);

/// `"name"`, as SQL writes an identifier.
std::string quote_name(std::string_view name);

/// Name of the version table; golang-migrate creates it in current_schema() if that is not given.
struct TableName {
  std::string schema;
  std::string table = "schema_migrations";
};

/// `x-migrations-table` and `x-migrations-table-quoted` of the database's URL, by golang-migrate's
/// rules.
Result<TableName> table_name_of(const Target& database);

/// `x-statement-timeout` of the database's URL, which has been checked; nullopt: it sets no limit.
std::optional<Duration> statement_timeout_of(const Target& database);

/// Runs statements of ours, all of them or none.
using Write = std::function<asio::awaitable<pg::Outcome<void>>(std::string sql)>;

/// golang-migrate's `schema_migrations(version, dirty)`: at most one row, with the current version.
class VersionTable {
 public:
  VersionTable() = default;  ///< to be assigned to

  /// Without a schema, it is the first of that name in the search_path.
  explicit VersionTable(TableName name) : name_(std::move(name)) {}

  /// The statement that reads the row, and the version that the row says. The error is a cause.
  [[nodiscard]] std::string select_sql() const;
  static tl::expected<Version, std::string> version_of(const pg::Rows& rows);

  /// The advice where the table has other columns.
  static constexpr std::string_view kOtherTool =
      "is it another tool's table? x-migrations-table=NAME in the URL names another one";

  /// Error: it is there, and is not to be trusted (table_state.h).
  asio::awaitable<Result<bool>> exists(pg::Connection& session) const;

  /// Creates it where it is missing. Asks first: a role without the privilege to create tables can
  /// go on where the table is there. Errors as of exists().
  asio::awaitable<Result<void>> ensure(pg::Connection& session, const Write& write) const;

  /// A missing table means that nothing has been applied. The error is a sentence: another tool's
  /// table of the same name is the likely cause.
  asio::awaitable<Result<Version>> read(pg::Connection& session) const;

  /// Statements that replace the row; no version and clean is no row. DELETE, not TRUNCATE: a
  /// reader's open transaction must not block us.
  [[nodiscard]] std::string replace_sql(std::optional<std::int64_t> version, bool dirty) const;

  /// Statements for the begin of a transaction that is to replace the row. They keep others from
  /// writing the table until it ends; the last one fails with kGuardFailed unless the row is
  /// `expected`. This is for a lock that was lost although the session lives.
  [[nodiscard]] std::array<std::string, 2> guard_sql(const Version& expected) const;
  static constexpr std::string_view kGuardFailed = "22012";  // division by zero

  /// `"public"."schema_migrations"`.
  [[nodiscard]] std::string quoted() const;

  [[nodiscard]] const TableName& name() const { return name_; }

 private:
  TableName name_;
};

}  // namespace aweigh::migrate

#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "pg/connection.h"
#include "target/target.h"

namespace aweigh::migrate {

/// What golang-migrate's version table says.
struct Version {
  std::optional<std::int64_t> number;  ///< nullopt: nothing has been applied
  bool dirty = false;                  ///< a migration to or from it has not been finished
};

/// "version 3", or "no version" for nullopt.
std::string version_words(std::optional<std::int64_t> version);

/// Name of the version table; without a schema it is in current_schema().
struct TableName {
  std::string schema;
  std::string table = "schema_migrations";
};

/// `x-migrations-table` and `x-migrations-table-quoted` of the database's URL, by golang-migrate's
/// rules.
Result<TableName> table_name_of(const Target& database);

/// golang-migrate's `schema_migrations(version, dirty)`: at most one row, with the current version.
class VersionTable {
 public:
  VersionTable() = default;  ///< to be assigned to

  /// `name` with both of its parts.
  explicit VersionTable(TableName name) : name_(std::move(name)) {}

  /// Creates it where it is missing. Asks first, so that who may not create can go on.
  asio::awaitable<pg::Outcome<void>> ensure(pg::Connection& session) const;

  /// The error is a sentence: another tool's table of the same name is the likely cause.
  asio::awaitable<Result<Version>> read(pg::Connection& session) const;

  /// Statements that replace the row. DELETE, not TRUNCATE: a reader's open transaction must not
  /// block us.
  [[nodiscard]] std::string replace_sql(std::int64_t version, bool dirty) const;

  /// `"public"."schema_migrations"`.
  [[nodiscard]] std::string quoted() const;

  [[nodiscard]] const TableName& name() const { return name_; }

 private:
  TableName name_;
};

}  // namespace aweigh::migrate

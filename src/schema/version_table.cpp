#include "schema/version_table.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "base/error_of.h"
#include "schema/table_state.h"
#include "text/number.h"

namespace aweigh::migrate {
namespace {

std::string value_of(const Target& database, std::string_view name) {
  const auto found = std::ranges::find(database.query, name, &Parameter::name);
  return found == database.query.end() ? "" : found->value.reveal();
}

/// The text between each pair of quotes in `text`.
std::vector<std::string> quoted_parts(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t open = text.find('"'); open != std::string_view::npos;) {
    const std::size_t close = text.find('"', open + 1);
    if (close == std::string_view::npos) {
      break;
    }
    parts.emplace_back(text.substr(open + 1, close - open - 1));
    open = text.find('"', close + 1);
  }
  return parts;
}

/// "; an owner of the schema can allow it: GRANT CREATE ON SCHEMA "public" TO "app""
std::string grant_advice(const pg::Failure& failure, const std::string& schema,
                         const std::string& role) {
  constexpr const char* kInsufficientPrivilege = "42501";
  return failure.sqlstate == kInsufficientPrivilege
             ? "; the schema's owner can allow it: GRANT CREATE ON SCHEMA " + quote_name(schema) +
                   " TO " + quote_name(role)
             : "";
}

bool is_true(std::string_view word) {  // Go's strconv.ParseBool
  constexpr std::array<std::string_view, 6> kTrue = {"1", "t", "T", "TRUE", "true", "True"};
  return std::ranges::find(kTrue, word) != kTrue.end();
}

}  // namespace

std::string quote_name(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    quoted += c;
    if (c == '"') {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string version_words(std::optional<std::int64_t> version) {
  return version ? "version " + std::to_string(*version) : "no version";
}

Result<TableName> table_name_of(const Target& database) {
  TableName name;
  const std::string given = value_of(database, "x-migrations-table");
  if (!is_true(value_of(database, "x-migrations-table-quoted"))) {
    if (!given.empty()) {
      name.table = given;
    }
    return name;
  }
  const std::vector<std::string> parts = quoted_parts(given);
  const bool in_quotes = given.size() > 1 && given.front() == '"' && given.back() == '"';
  if (!in_quotes || parts.empty() || parts.size() > 2 || parts.back().empty()) {
    return fail(ExitCode::usage,
                "cannot use x-migrations-table: with x-migrations-table-quoted it is written "
                "\"schema\".\"table\" or \"table\", quotes included");
  }
  name.table = parts.back();
  if (parts.size() == 2) {
    name.schema = parts.front();
  }
  return name;
}

std::optional<Duration> statement_timeout_of(const Target& database) {
  const auto limit = parse_whole<int>(value_of(database, "x-statement-timeout"), 1);
  return limit ? std::optional<Duration>(std::chrono::milliseconds(*limit)) : std::nullopt;
}

std::string VersionTable::quoted() const {
  return (name_.schema.empty() ? "" : quote_name(name_.schema) + ".") + quote_name(name_.table);
}

asio::awaitable<Result<bool>> VersionTable::exists(pg::Connection& session) const {
  const std::string cannot = "cannot use the version table " + quoted() + ": ";
  const auto state = co_await state_of(session, name_);
  if (!state) {
    co_return fail(ExitCode::migration_failed, cannot + state.error().words);
  }
  if (!state->objection.empty()) {
    co_return fail(ExitCode::migration_failed, cannot + state->objection);
  }
  co_return state->exists;
}

asio::awaitable<Result<void>> VersionTable::ensure(pg::Connection& session,
                                                   const Write& write) const {
  auto there = co_await exists(session);
  if (there && !*there) {
    const auto created =
        co_await write("CREATE TABLE IF NOT EXISTS " + quoted() +
                       " (version bigint not null primary key, dirty boolean not null)");
    if (!created) {
      co_return fail(ExitCode::migration_failed,
                     "cannot create the version table " + quoted() + ": " + created.error().words +
                         grant_advice(created.error(), name_.schema, session.user()),
                     {.sqlstate = created.error().sqlstate});
    }
    there = co_await exists(session);  // another role may have been quicker
  }
  co_return there ? Result<void>() : error_of(there);
}

std::string VersionTable::select_sql() const {
  return "SELECT version, dirty FROM " + quoted() + " LIMIT 2";
}

tl::expected<Version, std::string> VersionTable::version_of(const pg::Rows& rows) {
  if (rows.size() > 1) {
    return tl::make_unexpected("it has more than one row");
  }
  Version version;
  if (rows.empty()) {
    return version;
  }
  if (rows.front().size() < 2) {
    return tl::make_unexpected("its row has no version and dirty");
  }
  const auto number = parse_whole<std::int64_t>(rows.front()[0].value_or(""));
  if (!number) {
    return tl::make_unexpected("its version is not a number");
  }
  if (*number >= 0) {  // golang-migrate writes -1 when taking back the first migration failed
    version.number = number;
  }
  version.dirty = rows.front()[1].value_or("") == "t";
  return version;
}

asio::awaitable<Result<Version>> VersionTable::read(pg::Connection& session) const {
  const std::string cannot = "cannot read the schema's version from " + quoted() + ": ";
  const auto rows = co_await session.query(select_sql(), pg::any_rows(2));
  constexpr const char* kUndefinedTable = "42P01";
  if (!rows && rows.error().sqlstate == kUndefinedTable) {
    co_return Version();
  }
  if (!rows) {
    constexpr const char* kUndefinedColumn = "42703";
    co_return fail(
        ExitCode::migration_failed,
        cannot + rows.error().words +
            (rows.error().sqlstate == kUndefinedColumn ? "; " + std::string(kOtherTool) : ""),
        {.sqlstate = rows.error().sqlstate});
  }
  co_return version_of(*rows).map_error(
      [&](const std::string& cause) { return Error{ExitCode::migration_failed, cannot + cause}; });
}

// The condition stands before FROM: behind WHERE, the server would plan for longer than it takes to
// read the row. NULL, where there is no row, is not true.
std::array<std::string, 2> VersionTable::guard_sql(const Version& expected) const {
  const char* then = " THEN 1 ELSE 0 END";
  std::string condition;
  if (expected.number) {
    condition = "version OPERATOR(pg_catalog.=) " + std::to_string(*expected.number) +
                (expected.dirty ? " AND dirty" : " AND NOT dirty");
  } else if (expected.dirty) {  // version_of() takes a row of -1 for no version
    condition = "version OPERATOR(pg_catalog.<) 0 AND dirty";
  } else {
    condition = "version OPERATOR(pg_catalog.>=) 0 OR dirty";
    then = " THEN 0 ELSE 1 END";
  }
  return {"LOCK TABLE " + quoted() + " IN SHARE ROW EXCLUSIVE MODE",
          "SELECT 1 OPERATOR(pg_catalog./) CASE WHEN (SELECT " + condition + " FROM " + quoted() +
              ")" + then};
}

std::string VersionTable::replace_sql(std::optional<std::int64_t> version, bool dirty) const {
  std::string sql = "DELETE FROM " + quoted();
  if (!version && !dirty) {
    return sql;
  }
  return sql + "; INSERT INTO " + quoted() + " (version, dirty) VALUES (" +
         std::to_string(version.value_or(-1)) + ", " + (dirty ? "true" : "false") + ")";
}

}  // namespace aweigh::migrate

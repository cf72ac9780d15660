#include "schema/journal.h"

#include <algorithm>
#include <array>
#include <unistd.h>

#include "base/log.h"
#include "schema/table_state.h"
#include "text/number.h"
#include "text/utf8.h"

namespace aweigh::migrate {
namespace {

constexpr const char* kInsufficientPrivilege = "42501";

/// That one transaction has written the version v, and the row s of the journal. xmin has the lower
/// half of a transaction ID.
constexpr const char* kWrittenTogether =
    "v.version OPERATOR(pg_catalog.=) s.version AND v.xmin::pg_catalog.text OPERATOR(pg_catalog.=)"
    " (s.begun_in OPERATOR(pg_catalog.%) 4294967296)::pg_catalog.text";

struct Column {
  std::string_view name;
  const char* type;
};

/// A journal of an earlier aweigh lacks the last of them: they may be null.
constexpr Column kColumns[] = {
    {"version", "bigint PRIMARY KEY"},
    {"title", "pg_catalog.text NOT NULL"},
    {"sha256", "pg_catalog.text NOT NULL"},
    {"host", "pg_catalog.text NOT NULL"},
    {"begun_in", "bigint NOT NULL"},
    {"begun_at", "timestamp with time zone NOT NULL"},
    {"applied_at", "timestamp with time zone"},
    {"reached", "integer"},
    {"alone", "boolean"},
    {"came_from", "bigint"},
};

bool has(const TableState& state, std::string_view column) {
  return std::ranges::find(state.columns, column) != state.columns.end();
}

/// A string constant that means the same whatever standard_conforming_strings is. A file's name may
/// hold any bytes: the text is cut off where it stops being UTF-8.
std::string literal(std::string_view text) {
  std::string quoted = "E'";
  for (const char c : text.substr(0, first_invalid_utf8(text).value_or(text.size()))) {
    quoted += c;
    if (c == '\'' || c == '\\') {
      quoted += c;
    }
  }
  return quoted + "'";
}

const char* literal(bool value) {
  return value ? "true" : "false";
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

}  // namespace

// Our name stands in front. The server cuts long names at the end: behind a long name of the
// version table, our own would be cut off, and both tables would have one name.
Journal::Journal(VersionTable versions)
    : versions_(std::move(versions)),
      table_(TableName{versions_.name().schema, "aweigh_" + versions_.name().table}),
      host_(host_name()) {}

asio::awaitable<pg::Outcome<void>> Journal::ensure(pg::Connection& session, const Write& write) {
  auto state = co_await state_of(session, table_.name());
  const std::string sql = state ? definition_sql(*state) : "";
  if (!sql.empty()) {
    const auto defined = co_await write(sql);
    if (!defined && defined.error().sqlstate == kInsufficientPrivilege) {
      warn_of_missing(
          (state->exists ? "cannot extend the journal " : "cannot create the journal ") +
          table_.quoted() + ": " + defined.error().words);
      co_return pg::Outcome<void>();
    }
    if (!defined) {
      co_return error_of(defined);
    }
    state = co_await state_of(session, table_.name());  // another role may have been quicker
  }
  if (!state) {
    co_return error_of(state);
  }
  kept_ = state->exists && state->objection.empty();
  if (!kept_) {
    warn_of_missing("cannot use the journal " + table_.quoted() + ": " + state->objection);
  }
  co_return pg::Outcome<void>();
}

std::string Journal::definition_sql(const TableState& state) const {
  const auto is_there = [&state](const Column& column) { return has(state, column.name); };
  if (state.exists && (!state.objection.empty() || std::ranges::all_of(kColumns, is_there))) {
    return "";
  }
  std::string columns;
  for (const Column& column : kColumns) {
    if (!is_there(column)) {
      columns += columns.empty() ? "" : ", ";
      columns += state.exists ? "ADD COLUMN IF NOT EXISTS " : "";
      columns += std::string(column.name) + " " + column.type;
    }
  }
  return state.exists ? "ALTER TABLE " + table_.quoted() + " " + columns
                      : "CREATE TABLE IF NOT EXISTS " + table_.quoted() + " (" + columns + ")";
}

void Journal::warn_of_missing(const std::string& cause) const {
  log_event(LogLevel::warn, "no_journal",
            cause + "; should a migration be killed, a person may have to see how far it came");
}

std::string Journal::insert_sql(const JournalEntry& entry, const std::string& state) const {
  if (!kept_) {
    return "";
  }
  return "INSERT INTO " + table_.quoted() +
         " AS old (version, title, sha256, host, begun_in, begun_at, applied_at, reached, alone,"
         " came_from) VALUES (" +
         std::to_string(entry.version) + ", " + literal(entry.title) + ", '" +
         sha256_of(entry.sql) + "', " + literal(host_) + ", pg_catalog.txid_current(), " + state +
         ", " + (entry.came_from ? std::to_string(*entry.came_from) : "NULL") +
         ") ON CONFLICT (version) DO UPDATE SET (title, sha256, host, begun_in, begun_at, "
         "applied_at, reached, alone, came_from) = (excluded.title, excluded.sha256, "
         "excluded.host, excluded.begun_in, excluded.begun_at, excluded.applied_at, "
         "excluded.reached, excluded.alone, COALESCE(excluded.came_from, old.came_from))";
}

std::string Journal::applied_sql(const JournalEntry& entry) const {
  return insert_sql(entry,
                    "pg_catalog.transaction_timestamp(), pg_catalog.clock_timestamp(), NULL, NULL");
}

std::string Journal::begun_sql(const JournalEntry& entry, bool alone) const {
  return insert_sql(entry, std::string("pg_catalog.clock_timestamp(), NULL, 0, ") + literal(alone));
}

std::string Journal::progress_sql(std::int64_t version, Progress before, Progress after) const {
  return kept_ ? "UPDATE " + table_.quoted() + " SET (reached, alone) = (" +
                     std::to_string(after.reached) + ", " + literal(after.alone) +
                     ") WHERE version OPERATOR(pg_catalog.=) " + std::to_string(version) +
                     " AND reached OPERATOR(pg_catalog.=) " + std::to_string(before.reached) +
                     " AND applied_at IS NULL"
               : "";
}

std::string Journal::finished_sql(std::int64_t version) const {
  return kept_ ? "UPDATE " + table_.quoted() +
                     " SET applied_at = pg_catalog.clock_timestamp()"
                     " WHERE version OPERATOR(pg_catalog.=) " +
                     std::to_string(version) + " AND applied_at IS NULL"
               : "";
}

std::string Journal::removed_sql(std::int64_t version) const {
  return kept_ ? "DELETE FROM " + table_.quoted() + " WHERE version OPERATOR(pg_catalog.=) " +
                     std::to_string(version)
               : "";
}

std::string Journal::signed_sql(std::optional<std::int64_t> version) const {
  return kept_ && version ? "UPDATE " + table_.quoted() +
                                " SET begun_in = pg_catalog.txid_current()"
                                " WHERE version OPERATOR(pg_catalog.=) " +
                                std::to_string(*version)
                          : "";
}

std::string Journal::forget_ways_sql() const {
  return "UPDATE " + table_.quoted() + " SET came_from = NULL WHERE came_from IS NOT NULL";
}

std::string Journal::past_sql(const TableState& state) const {
  return "SELECT j.version, j.sha256, " +
         std::string(has(state, "came_from") ? "j.came_from" : "NULL") +
         ", NOT EXISTS (SELECT FROM " + table_.quoted() + " s JOIN " + versions_.quoted() +
         " v ON " + kWrittenTogether + ") FROM " + table_.quoted() +
         " j WHERE j.applied_at IS NOT NULL";
}

asio::awaitable<pg::Outcome<Past>> Journal::past(pg::Connection& session) const {
  const auto state = co_await state_of(session, table_.name());
  if (!state) {
    co_return error_of(state);
  }
  if (!state->exists || !state->objection.empty()) {
    co_return Past();
  }
  const auto rows = co_await session.query(past_sql(*state), pg::any_rows(4));
  if (!rows && rows.error().sqlstate == kInsufficientPrivilege) {
    co_return Past();
  }
  if (!rows) {
    co_return error_of(rows);
  }
  Past past;
  for (const auto& row : *rows) {
    const auto version = parse_whole<std::int64_t>(row[0].value_or("")).value_or(0);
    past.checksums[version] = row[1].value_or("");
    if (const auto came_from = parse_whole<std::int64_t>(row[2].value_or(""), -1)) {
      past.came_from[version] = *came_from;
    }
    past.is_broken = row[3] == "t";
  }
  co_return past;
}

asio::awaitable<pg::Outcome<DirtyRecord>> Journal::record_of_dirty(pg::Connection& session) const {
  if (!kept_) {
    co_return DirtyRecord();
  }
  const auto rows = co_await session.query(
      "SELECT s.applied_at IS NOT NULL, s.sha256, s.reached, s.alone FROM " + table_.quoted() +
          " s JOIN " + versions_.quoted() + " v ON " + kWrittenTogether + " WHERE v.dirty",
      pg::any_rows(4));
  if (!rows) {
    co_return error_of(rows);
  }
  if (rows->empty()) {
    co_return DirtyRecord();
  }
  const auto& row = rows->front();
  DirtyRecord record{row[0] == "t" ? JournalState::applied : JournalState::begun,
                     row[1].value_or("")};
  if (const auto reached = parse_whole<std::size_t>(row[2].value_or(""))) {
    record.progress = Progress{*reached, row[3] == "t"};
  }
  co_return record;
}

}  // namespace aweigh::migrate

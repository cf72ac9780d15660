#include "schema/journal.h"

#include <array>
#include <unistd.h>

#include "base/log.h"
#include "schema/table_state.h"
#include "text/number.h"
#include "text/utf8.h"

namespace aweigh::migrate {
namespace {

constexpr const char* kInsufficientPrivilege = "42501";

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

asio::awaitable<pg::Outcome<void>> Journal::ensure(pg::Connection& session) {
  auto state = co_await state_of(session, table_.name());
  if (state && !state->exists) {
    const auto created = co_await session.write(
        "CREATE TABLE IF NOT EXISTS " + table_.quoted() +
        " (version bigint PRIMARY KEY, title pg_catalog.text NOT NULL,"
        " sha256 pg_catalog.text NOT NULL, host pg_catalog.text NOT NULL, begun_in bigint NOT NULL,"
        " begun_at timestamp with time zone NOT NULL, applied_at timestamp with time zone)");
    if (!created && created.error().sqlstate == kInsufficientPrivilege) {
      warn_of_missing("cannot create the journal " + table_.quoted() + ": " +
                      created.error().words);
      co_return pg::Outcome<void>();
    }
    if (!created) {
      co_return error_of(created);
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

void Journal::warn_of_missing(const std::string& cause) const {
  log_event(LogLevel::warn, "no_journal",
            cause + "; should a migration be killed, a person may have to see how far it came");
}

std::string Journal::insert_sql(const JournalEntry& entry, const char* times) const {
  if (!kept_) {
    return "";
  }
  return "INSERT INTO " + table_.quoted() +
         " (version, title, sha256, host, begun_in, begun_at, applied_at) VALUES (" +
         std::to_string(entry.version) + ", " + literal(entry.title) + ", '" +
         sha256_of(entry.sql) + "', " + literal(host_) + ", pg_catalog.txid_current(), " + times +
         ") ON CONFLICT (version) DO UPDATE SET (title, sha256, host, begun_in, begun_at, "
         "applied_at) = (excluded.title, excluded.sha256, excluded.host, excluded.begun_in, "
         "excluded.begun_at, excluded.applied_at)";
}

std::string Journal::applied_sql(const JournalEntry& entry) const {
  return insert_sql(entry, "pg_catalog.transaction_timestamp(), pg_catalog.clock_timestamp()");
}

std::string Journal::begun_sql(const JournalEntry& entry) const {
  return insert_sql(entry, "pg_catalog.clock_timestamp(), NULL");
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

asio::awaitable<pg::Outcome<Checksums>> Journal::checksums(pg::Connection& session) const {
  const auto state = co_await state_of(session, table_.name());
  if (!state) {
    co_return error_of(state);
  }
  if (!state->exists || !state->objection.empty()) {
    co_return Checksums();
  }
  const auto rows = co_await session.query(
      "SELECT version, sha256 FROM " + table_.quoted() + " WHERE applied_at IS NOT NULL",
      pg::any_rows(2));
  if (!rows && rows.error().sqlstate == kInsufficientPrivilege) {
    co_return Checksums();
  }
  if (!rows) {
    co_return error_of(rows);
  }
  Checksums checksums;
  for (const auto& row : *rows) {
    checksums[parse_whole<std::int64_t>(row[0].value_or("")).value_or(0)] = row[1].value_or("");
  }
  co_return checksums;
}

asio::awaitable<pg::Outcome<DirtyRecord>> Journal::record_of_dirty(pg::Connection& session) const {
  if (!kept_) {
    co_return DirtyRecord();
  }
  // xmin has the lower half of a transaction ID.
  const auto rows =
      co_await session.query("SELECT j.applied_at IS NOT NULL, j.sha256 FROM " + table_.quoted() +
                                 " j JOIN " + versions_.quoted() +
                                 " v ON v.version OPERATOR(pg_catalog.=) j.version WHERE v.dirty"
                                 " AND v.xmin::pg_catalog.text OPERATOR(pg_catalog.=)"
                                 " (j.begun_in OPERATOR(pg_catalog.%) 4294967296)::pg_catalog.text",
                             pg::any_rows(2));
  if (!rows) {
    co_return error_of(rows);
  }
  if (rows->empty()) {
    co_return DirtyRecord();
  }
  const auto& row = rows->front();
  co_return DirtyRecord{row[0] == "t" ? JournalState::applied : JournalState::begun,
                        row[1].value_or("")};
}

}  // namespace aweigh::migrate

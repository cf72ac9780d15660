#pragma once

#include <asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pg/connection.h"
#include "schema/checksum.h"
#include "schema/table_state.h"
#include "schema/version_table.h"

// Our own table beside golang-migrate's version table. A run writes it, a later run judges a dirty
// version by it, and `aweigh migrate status` reads the checksums.

namespace aweigh::migrate {

/// What the journal says of the file that has left the database dirty.
enum class JournalState {
  none,     ///< nothing: another tool has run the file, or no journal was kept
  begun,    ///< we have begun the file, and nothing after its last statement was committed
  applied,  ///< the whole file was committed
};

/// How far a file has come that is not run in one transaction.
struct Progress {
  std::size_t reached = 0;  ///< how many of its statements are committed
  bool alone = false;  ///< the next one runs outside of a transaction: should the run be killed
                       ///< in it, nobody knows whether it has done its work
};

/// What the journal says of a dirty version, and the checksum of the text that it says it of.
struct DirtyRecord {
  JournalState state = JournalState::none;
  std::string sha256;
  std::optional<Progress> progress = {};  ///< nullopt: an earlier aweigh has run the file, and did
                                          ///< not note it
};

/// A migration, as the journal records it: the text by its checksum.
struct JournalEntry {
  std::int64_t version;
  std::string_view title;
  std::string_view sql;

  /// The version of the schema before it, -1 for none. nullopt: the migration was begun before, and
  /// its row tells.
  std::optional<std::int64_t> came_from;
};

/// `aweigh_schema_migrations`, beside the version table: one row for each migration that we have
/// run. It tells a later run how far a killed one came, and by which way the schema came to its
/// version. golang-migrate does not know it.
///
/// golang-migrate may have run the same version again after us. A row therefore speaks of the
/// version in the version table only if one transaction has written both, which their transaction
/// ID shows.
class Journal {
 public:
  Journal() = default;  ///< to be assigned to
  explicit Journal(VersionTable versions);

  /// Creates the table where it is missing, and adds what the one of an earlier aweigh lacks.
  /// Without the privilege, or where the table is not to be trusted (table_state.h), there will be
  /// no journal: golang-migrate needs none, so we log a warning and go on. A dirty version then
  /// needs a person.
  asio::awaitable<pg::Outcome<void>> ensure(pg::Connection& session, const Write& write);

  /// Whether there is one.
  [[nodiscard]] bool is_kept() const { return kept_; }

  // Statements; "" without a journal.

  /// The whole row, for the transaction of the migration's file.
  [[nodiscard]] std::string applied_sql(const JournalEntry& entry) const;

  /// For a file that cannot share a transaction with its row: one statement for the transaction
  /// that marks the version dirty, one for each part of the file, and one to follow it all.
  /// `before` is what the journal says so far: it is left alone where another run has gone on.
  [[nodiscard]] std::string begun_sql(const JournalEntry& entry, bool alone) const;
  [[nodiscard]] std::string progress_sql(std::int64_t version, Progress before,
                                         Progress after) const;
  [[nodiscard]] std::string finished_sql(std::int64_t version) const;

  /// For a migration that is taken back.
  [[nodiscard]] std::string removed_sql(std::int64_t version) const;

  /// For a transaction that makes `version` the schema's, clean, and does not write its row
  /// otherwise: that the version was written by us.
  [[nodiscard]] std::string signed_sql(std::optional<std::int64_t> version) const;

  /// Takes back what a broken past says of the ways that the schema came.
  [[nodiscard]] std::string forget_ways_sql() const;

  /// Of the version that the version table calls dirty.
  asio::awaitable<pg::Outcome<DirtyRecord>> record_of_dirty(pg::Connection& session) const;

  /// In one query; empty where we may not read the journal or do not trust it. Needs no ensure(),
  /// but a version table.
  asio::awaitable<pg::Outcome<Past>> past(pg::Connection& session) const;

 private:
  [[nodiscard]] std::string past_sql(const TableState& state) const;
  [[nodiscard]] std::string insert_sql(const JournalEntry& entry, const std::string& state) const;
  /// What makes the table, or adds the columns that it lacks; "" where there is nothing to do.
  [[nodiscard]] std::string definition_sql(const TableState& state) const;
  void warn_of_missing(const std::string& cause) const;

  VersionTable versions_;
  VersionTable table_;
  bool kept_ = false;
  std::string host_;
};

}  // namespace aweigh::migrate

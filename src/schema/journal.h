#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "pg/connection.h"
#include "schema/checksum.h"
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

/// What the journal says of a dirty version, and the checksum of the text that it says it of.
struct DirtyRecord {
  JournalState state = JournalState::none;
  std::string sha256;
};

/// A migration, as the journal records it: the text by its checksum.
struct JournalEntry {
  std::int64_t version;
  std::string_view title;
  std::string_view sql;
};

/// `aweigh_schema_migrations`, beside the version table: one row for each migration that we have
/// run. It tells a later run how far a killed one came. golang-migrate does not know it.
///
/// golang-migrate may have run the same version again after us. A row therefore speaks of a dirty
/// version only if one transaction has written both, which their transaction ID shows.
class Journal {
 public:
  Journal() = default;  ///< to be assigned to
  explicit Journal(VersionTable versions);

  /// Creates the table where it is missing. Without the privilege, or where the table is not to be
  /// trusted (table_state.h), there will be no journal: golang-migrate needs none, so we log a
  /// warning and go on. A dirty version then needs a person.
  asio::awaitable<pg::Outcome<void>> ensure(pg::Connection& session);

  /// Whether there is one.
  [[nodiscard]] bool is_kept() const { return kept_; }

  // Statements; "" without a journal.

  /// The whole row, for the transaction of the migration's file.
  [[nodiscard]] std::string applied_sql(const JournalEntry& entry) const;

  /// For a file that cannot share a transaction with its row: one statement for the transaction
  /// that marks the version dirty, and one to follow the file.
  [[nodiscard]] std::string begun_sql(const JournalEntry& entry) const;
  [[nodiscard]] std::string finished_sql(std::int64_t version) const;

  /// For a migration that is taken back.
  [[nodiscard]] std::string removed_sql(std::int64_t version) const;

  /// Of the version that the version table calls dirty.
  asio::awaitable<pg::Outcome<DirtyRecord>> record_of_dirty(pg::Connection& session) const;

  /// Of all files that we have applied; none where we may not read the journal or do not trust it.
  /// Needs no ensure().
  asio::awaitable<pg::Outcome<Checksums>> checksums(pg::Connection& session) const;

 private:
  [[nodiscard]] std::string insert_sql(const JournalEntry& entry, const char* times) const;
  void warn_of_missing(const std::string& cause) const;

  VersionTable versions_;
  VersionTable table_;
  bool kept_ = false;
  std::string host_;
};

}  // namespace aweigh::migrate

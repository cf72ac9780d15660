#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <string>

#include "migrate/checksum.h"
#include "migrate/plan.h"
#include "migrate/source.h"
#include "migrate/version_table.h"
#include "pg/connection.h"

namespace aweigh::migrate {

/// What the journal knows of the file that has left the database dirty.
enum class Trace {
  none,     ///< nothing: somebody else has run it, or no journal was kept
  begun,    ///< we have begun it, and nothing after its last statement was committed
  applied,  ///< all of it was committed
};

/// `aweigh_schema_migrations`, beside the version table: one row for each migration that we have
/// run. It tells a later run how far a killed one came; golang-migrate does not know it.
///
/// A row is about the dirty version at hand only if one transaction has written both, which their
/// transaction ID shows: golang-migrate may have run the same version again since.
class Journal {
 public:
  Journal() = default;  ///< to be assigned to
  explicit Journal(VersionTable versions);

  /// Creates the table where it is missing. Without the privilege there will be no journal, for
  /// golang-migrate's would be enough: a warning, and nobody can tell what a dirty version means.
  asio::awaitable<pg::Outcome<void>> ensure(pg::Connection& session);

  /// Whether there is one.
  [[nodiscard]] bool is_kept() const { return kept_; }

  /// Statement that belongs into the transaction of a step's file: the whole row, or its end where
  /// the migration is taken back. "" without a journal.
  [[nodiscard]] std::string done_sql(const Step& step) const;

  /// Statements for a file that cannot share a transaction with its row: one for the transaction
  /// that marks the version dirty, one to follow the file.
  [[nodiscard]] std::string begun_sql(const Step& step) const;
  [[nodiscard]] std::string finished_sql(const Step& step) const;

  /// Of the version that the version table calls dirty.
  asio::awaitable<pg::Outcome<Trace>> trace_of_dirty(pg::Connection& session) const;

  /// Of all files that we have applied, as far as we may read that. Needs no ensure().
  asio::awaitable<pg::Outcome<Checksums>> checksums(pg::Connection& session) const;

 private:
  [[nodiscard]] std::string remove_sql(const Migration& migration) const;
  [[nodiscard]] std::string insert_sql(const Migration& migration, const char* times) const;

  VersionTable versions_;
  VersionTable table_;
  bool kept_ = false;
  std::string host_;
};

}  // namespace aweigh::migrate

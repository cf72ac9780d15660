#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "migrate/files/directory.h"
#include "migrate/files/file_name.h"
#include "migrate/sql/script.h"

// The migrations of a directory, read once: everything behind it (plan, apply, recover, status)
// works on these values.

namespace aweigh::migrate {

/// One file: golang-migrate's `000001_create_users.up.sql`, or the down file of that version.
struct Migration {
  Migration(std::int64_t number, std::string name, std::string base_name, std::string text)
      : version(number), title(std::move(name)), file(std::move(base_name)), sql(std::move(text)) {}

  /// What `sql` turns out to be. It is read at the first call: most starts run no file.
  [[nodiscard]] const Script& script() const;

  std::int64_t version;
  std::string title;  ///< "create_users"
  std::string file;   ///< base name, as messages show it
  std::string sql;    ///< the whole file: UTF-8 without NUL bytes and byte order mark

 private:
  mutable std::optional<Script> script_;
};

/// The files of a run, in order of version. A version may lack its down file.
struct Files {
  std::vector<Migration> up;
  std::vector<Migration> down;
  std::vector<std::string> near_misses;  ///< names beside them, as near_misses() finds them
};

enum class Reading { up_files, all_files };

/// Reads `directory`: its up files, or all. Errors: no_migrations (missing, unreadable, empty),
/// migration_failed (duplicate version, no up file beside a down file, a file that cannot be read
/// or is no text).
Result<Files> read_files(const std::string& directory, Reading reading);

/// The newest version in `directory`, by the names alone. Errors as of read_files().
Result<std::int64_t> newest_version(const std::string& directory);

/// Reads one file. Error (migration_failed): it cannot be read, or is no text.
Result<Migration> read_migration(const Directory& directory, const VersionFiles& files,
                                 Direction direction);

/// Refuses a file that cannot work, before anything runs.
Result<void> check_script(const Migration& migration);

/// A version with nothing but a down file.
Error lacks_up_file(const VersionFiles& files);

}  // namespace aweigh::migrate

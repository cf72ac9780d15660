#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "migrate/files/file_name.h"

namespace aweigh::migrate {

/// One file: golang-migrate's `000001_create_users.up.sql`, or the down file of that version.
struct Migration {
  std::int64_t version = 0;
  std::string title;  ///< "create_users"
  std::string file;   ///< base name, as messages show it
  std::string sql;    ///< the whole file: UTF-8 without NUL bytes and byte order mark
};

/// What a run works with, both in order of version. A version may lack its down file.
struct Files {
  std::vector<Migration> up;
  std::vector<Migration> down;
};

/// Reads every file of one direction in `directory`, in order of version. Errors: no_migrations
/// (missing, unreadable, empty), migration_failed (duplicate version, no up file beside a down
/// file, a file that cannot be read or is no text).
Result<std::vector<Migration>> read_migrations(const std::string& directory,
                                               Direction direction = Direction::up);

/// The newest version in `directory`, by the names alone. Errors as of read_migrations().
Result<std::int64_t> newest_version(const std::string& directory);

/// The text of one file. Error (migration_failed): it cannot be read, or is no text.
Result<std::string> read_sql(const std::string& directory, const std::string& name);

/// A version with nothing but a down file.
Error lacks_up_file(std::int64_t version, const std::string& down);

}  // namespace aweigh::migrate

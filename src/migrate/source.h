#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace aweigh::migrate {

/// One version of the schema: golang-migrate's `000001_create_users.up.sql`.
struct Migration {
  std::int64_t version = 0;
  std::string title;  ///< "create_users"
  std::string file;   ///< base name, as messages show it
  std::string sql;    ///< the whole file: UTF-8 without NUL bytes and byte order mark
};

/// Reads every up migration of `directory`, in order of version. Errors: no_migrations (missing,
/// unreadable, empty), migration_failed (duplicate version, no up file beside a down file, a file
/// that cannot be read or is no text).
Result<std::vector<Migration>> read_migrations(const std::string& directory);

}  // namespace aweigh::migrate

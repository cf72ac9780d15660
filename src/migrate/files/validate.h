#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "migrate/files/directory.h"

// `aweigh migrate validate`: looks at all files, as a build of the image can.

namespace aweigh::migrate {

/// Something wrong in a directory of migrations.
struct Finding {
  bool is_error;  ///< false: a warning
  std::string file;
  std::string words;
};

struct Findings {
  std::size_t versions = 0;             ///< how many were looked at
  std::vector<std::string> files = {};  ///< the names of everything in the directory
  std::string prefix = {};              ///< with which they are shown
  std::vector<Finding> all = {};
};

/// Finds in the files alone what would fail, or would do nothing and not say so. Error codes:
/// no_migrations, migration_failed (two files have one version: the migrations have no order).
Result<Findings> validate(const std::string& directory, Naming naming);

/// The newest version among `names`; nullopt: none is a migration's.
std::optional<std::int64_t> newest_among(const std::vector<std::string>& names);

/// The up files among `names` that have a version below the newest of `earlier`, and no file of
/// that version there: a schema that is at the newest would never get them. Pure.
std::vector<std::string> late_among(const std::vector<std::string>& names,
                                    const std::vector<std::string>& earlier);

}  // namespace aweigh::migrate

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "migrate/files/file_name.h"

// The names in a directory of migrations. Reading, validating and creating files begin here.

namespace aweigh::migrate {

/// The files of one version: their names, empty where there is none.
struct VersionFiles {
  [[nodiscard]] const std::string& name(Direction direction) const {
    return direction == Direction::up ? up : down;
  }

  std::int64_t version = 0;
  std::string title;
  std::string up;
  std::string down;
};

struct Directory {
  std::string path;
  std::vector<std::string> names;  ///< of everything but directories, sorted
  std::map<std::int64_t, VersionFiles> versions;
};

/// Lists a directory, which may hold no migration. Errors: no_migrations (it cannot be read),
/// migration_failed (two files are one and the same migration, a version is too large).
Result<Directory> list_directory(const std::string& path);

/// The same of a directory that must hold one; otherwise the error says what it holds instead.
Result<Directory> list_migrations(const std::string& path);

/// The names among `names` that were meant as migrations and have another shape. Nothing runs these
/// files.
std::vector<std::string> near_misses(const std::vector<std::string>& names);

/// The message about one near miss.
std::string near_miss_words(const std::string& name);

}  // namespace aweigh::migrate

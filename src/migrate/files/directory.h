#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
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
  std::string prefix;              ///< of a file's name in messages: "", or the path
  std::vector<std::string> names;  ///< of everything but directories, sorted
  std::map<std::int64_t, VersionFiles> versions;
};

/// Whether messages tell the directory of a file, too: where there are several.
enum class Naming { file, path };

/// Lists a directory, which may hold no migration. Errors: no_migrations (it cannot be read),
/// migration_failed (two files are one and the same migration, a version is too large).
Result<Directory> list_directory(const std::string& path, Naming naming = Naming::file);

/// The same of a directory that must hold one; otherwise the error says what it holds instead.
Result<Directory> list_migrations(const std::string& path, Naming naming = Naming::file);

/// How a file that nothing runs may have been meant.
enum class Miss {
  none,        ///< as something else: README.md, schema.sql
  misnamed,    ///< as a migration: a number, a direction or Flyway's prefix says so
  unnumbered,  ///< nobody can tell: it has SQL
};

/// Of the file `name`; `none` for a migration, too.
Miss miss_of(std::string_view name);

/// Those of `names` that have this `miss`.
std::vector<std::string> missed(const std::vector<std::string>& names, Miss miss);

/// The message about files with this `miss`, at least one: the first few and how many more there
/// are.
std::string miss_words(const std::vector<std::string>& names, Miss miss);

}  // namespace aweigh::migrate

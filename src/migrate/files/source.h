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
// works on these values. What cannot be used stops only the run that needs it: it is judged with
// the plan (run/plan.h).

namespace aweigh::migrate {

/// One file: golang-migrate's `000001_create_users.up.sql`, or the down file of that version.
struct Migration {
  Migration(std::int64_t number, std::string name, std::string base_name, std::string text)
      : version(number), title(std::move(name)), file(std::move(base_name)), sql(std::move(text)) {}

  /// What `sql` turns out to be. It is read at the first call: most starts run no file.
  [[nodiscard]] const Script& script() const;

  std::int64_t version;
  std::string title;                 ///< "create_users"
  std::string file;                  ///< as messages show it: base name, or path
  std::string sql;                   ///< the whole file; empty if it cannot be read
  std::optional<Error> defect = {};  ///< why the text can be neither read nor sent

 private:
  mutable std::optional<Script> script_;
};

/// The files of a run, in order of version. A version may lack its down file.
struct Files {
  std::vector<Migration> up;
  std::vector<Migration> down;
  std::vector<VersionFiles> without_up = {};  ///< versions that have a down file alone

  /// The newest version, be it one without an up file. There must be one.
  [[nodiscard]] std::int64_t newest() const;
};

enum class Reading { up_files, all_files };

/// Reads a directory, a file at a time: there is something to be waited for meanwhile.
class FilesReader {
 public:
  /// Lists `directory`, of which the up files are to be read, or all. Errors: no_migrations
  /// (missing, unreadable, empty), migration_failed (duplicate version, no up file at all).
  static Result<FilesReader> open(const std::string& directory, Reading reading,
                                  Naming naming = Naming::file);

  FilesReader(FilesReader&&) = default;
  FilesReader& operator=(FilesReader&&) = default;

  /// What the names alone tell.
  [[nodiscard]] const Directory& directory() const { return directory_; }
  [[nodiscard]] const std::vector<VersionFiles>& without_up() const { return files_.without_up; }

  /// Reads one more file; false: there is none.
  bool read_next();

  /// Reads those that are left.
  Files finish() &&;

 private:
  struct Unread {
    const VersionFiles* files;  // in directory_: a map's elements stay where they are when it moves
    Direction direction;
  };

  FilesReader(Directory directory, Reading reading);

  Directory directory_;
  std::vector<Unread> unread_;
  std::size_t next_ = 0;
  Files files_;
};

/// The newest version of `directory` that can be applied, by the names alone. Errors as of
/// FilesReader::open().
Result<std::int64_t> newest_version(const std::string& directory);

/// Reads one file.
Migration read_migration(const Directory& directory, const VersionFiles& files,
                         Direction direction);

/// Refuses a file that cannot work, before anything runs: it has a defect, or its script.
Result<void> check_script(const Migration& migration);

/// What to say of a version that has a down file alone, the name of which is as messages show it.
std::string lacks_up_file_words(const VersionFiles& files);
Error lacks_up_file(const VersionFiles& files);

}  // namespace aweigh::migrate

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "migrate/files/source.h"
#include "migrate/run/run.h"
#include "options/options.h"

// The directories of migrations, from the options to the run.

namespace aweigh {

/// Lists them, and warns of files in them that nothing will run.
Result<std::vector<migrate::FilesReader>> list_directories(const MigrateOptions& options,
                                                           migrate::Reading reading);

/// How the files of these directories are called in messages.
migrate::Naming naming_of(const MigrateOptions& options);

/// "/core and /plugin"
std::string names_of(const std::vector<MigrationDirectory>& directories);

/// The database as it is for each directory: with the directory's version table. Where there is no
/// directory, it is the database alone.
std::vector<Target> databases_of(const MigrateOptions& options);

/// One for each of databases_of(), with the files of `readers`, if there are any.
Result<std::vector<migrate::Source>> sources_of(const MigrateOptions& options,
                                                std::vector<migrate::FilesReader> readers);

/// Does `work` with each of sources_of() and its database, up to the first failure, which tells the
/// directory.
Result<void> for_each_source(
    const MigrateOptions& options, std::vector<migrate::FilesReader> readers,
    const std::function<Result<void>(const migrate::Source&, const Target& database)>& work);

/// Refuses two directories that have one version table, as far as the names tell.
Result<void> expect_own_tables(const MigrateOptions& options);

}  // namespace aweigh

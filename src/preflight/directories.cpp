#include "preflight/directories.h"

#include <algorithm>

#include "base/log.h"
#include "migrate/files/directory.h"
#include "schema/version_table.h"

namespace aweigh {
namespace {

/// One line. Who keeps a file without a number on purpose is not to be warned at each start.
void tell_missed(const migrate::Directory& directory, migrate::Miss miss) {
  auto names = migrate::missed(directory.names, miss);
  if (names.empty()) {
    return;
  }
  names.front().insert(0, directory.prefix);
  log_event(miss == migrate::Miss::misnamed ? LogLevel::warn : LogLevel::info, "file_passed_over",
            migrate::miss_words(names, miss), {{"file", names.front()}});
}

/// One line: what is right for a service that has long been past it is not worth more.
void warn_of_lacking_up_files(const std::vector<migrate::VersionFiles>& without_up) {
  if (!without_up.empty()) {
    const migrate::VersionFiles& first = without_up.front();
    log_event(LogLevel::warn, "no_up_file",
              migrate::lacks_up_file_words(first) +
                  (without_up.size() == 1
                       ? std::string()
                       : ", nor beside " + std::to_string(without_up.size() - 1) + " more") +
                  "; no run passes over version " + std::to_string(first.version),
              {{"file", first.down}, {"version", first.version}});
  }
}

/// The name of a directory in the log.
std::string shown_name(const MigrationDirectory& directory, const MigrateOptions& options) {
  return options.directories.size() > 1 ? directory.path : "";
}

Target with_table(Target database, const MigrationDirectory& directory) {
  if (directory.table.empty()) {
    return database;
  }
  const auto set = [&database](const char* name, const std::string& value) {
    std::erase_if(database.query, [name](const Parameter& each) { return each.name == name; });
    database.query.push_back({name, Secret(value)});
  };
  set("x-migrations-table", (directory.schema.empty() ? "" : "\"" + directory.schema + "\".") +
                                "\"" + directory.table + "\"");
  set("x-migrations-table-quoted", "true");
  return database;
}

}  // namespace

migrate::Naming naming_of(const MigrateOptions& options) {
  return options.directories.size() > 1 ? migrate::Naming::path : migrate::Naming::file;
}

Result<std::vector<migrate::FilesReader>> list_directories(const MigrateOptions& options,
                                                           migrate::Reading reading) {
  std::vector<migrate::FilesReader> readers;
  for (const MigrationDirectory& directory : options.directories) {
    const ScopedField field("directory", shown_name(directory, options));
    auto listed = migrate::FilesReader::open(directory.path, reading, naming_of(options));
    if (!listed) {
      return error_of(listed);
    }
    tell_missed(listed->directory(), migrate::Miss::misnamed);
    tell_missed(listed->directory(), migrate::Miss::unnumbered);
    warn_of_lacking_up_files(listed->without_up());
    readers.push_back(std::move(*listed));
  }
  return readers;
}

std::string names_of(const std::vector<MigrationDirectory>& directories) {
  std::string names;
  for (const MigrationDirectory& directory : directories) {
    names += (names.empty() ? "" : " and ") + directory.path;
  }
  return names;
}

std::vector<Target> databases_of(const MigrateOptions& options) {
  std::vector<Target> databases;
  for (const MigrationDirectory& directory : options.directories) {
    databases.push_back(with_table(*options.database, directory));
  }
  if (databases.empty()) {
    databases.push_back(*options.database);
  }
  return databases;
}

Result<std::vector<migrate::Source>> sources_of(const MigrateOptions& options,
                                                std::vector<migrate::FilesReader> readers) {
  std::vector<migrate::Source> sources;
  for (const Target& database : databases_of(options)) {
    const std::size_t at = sources.size();
    auto table = migrate::table_name_of(database);
    if (!table) {
      return error_of(table);
    }
    migrate::Source source{.directory = "", .table = std::move(*table), .files = {}};
    if (at < readers.size()) {
      source.directory = shown_name(options.directories[at], options);
      source.files = std::move(readers[at]).finish();
    }
    sources.push_back(std::move(source));
  }
  return sources;
}

Result<void> for_each_source(
    const MigrateOptions& options, std::vector<migrate::FilesReader> readers,
    const std::function<Result<void>(const migrate::Source&, const Target&)>& work) {
  const auto sources = sources_of(options, std::move(readers));
  if (!sources) {
    return error_of(sources);
  }
  const std::vector<Target> databases = databases_of(options);
  for (std::size_t at = 0; at < databases.size(); ++at) {
    const migrate::Source& source = (*sources)[at];
    const ScopedField field("directory", source.directory);
    const auto done = work(source, databases[at]);
    if (!done) {
      return tl::make_unexpected(migrate::in_directory(done.error(), source.directory));
    }
  }
  return {};
}

Result<void> expect_own_tables(const MigrateOptions& options) {
  std::vector<std::string> known;
  for (const Target& database : databases_of(options)) {
    const auto table = migrate::table_name_of(database);
    if (!table) {
      return error_of(table);
    }
    const std::string name = migrate::VersionTable(*table).quoted();
    const auto same = std::ranges::find(known, name);
    if (same != known.end()) {
      return fail(ExitCode::usage,
                  "cannot migrate " +
                      options.directories[static_cast<std::size_t>(same - known.begin())].path +
                      " and " + options.directories[known.size()].path +
                      ": both have the version table " + name + "; say DIR#table=NAME");
    }
    known.push_back(name);
  }
  return {};
}

}  // namespace aweigh

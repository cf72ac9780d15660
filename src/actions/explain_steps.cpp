#include <optional>
#include <utility>

#include "actions/explain.h"
#include "actions/give_paths.h"
#include "actions/migrate_commands.h"
#include "launch/expect.h"
#include "migrate/files/directory.h"
#include "migrate/files/source.h"
#include "preflight/directories.h"
#include "preflight/stages.h"
#include "process/exec_failure.h"

// The steps of each action, for --explain.

namespace aweigh {
namespace {

using Kind = MigrateCommand::Kind;

std::string counted(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/// A program as it would be found, without its other words: one may be a password.
std::string program_text(const std::vector<std::string>& words, const Options& options) {
  const std::string path(options.environment.value_of("PATH"));
  const std::size_t more = words.size() - 1;
  return found_program(words.front(), path) +
         (more == 0 ? "" : " and " + counted(more, "more word"));
}

void expect_program(const std::vector<std::string>& words, const Options& options,
                    Explanation& told) {
  const std::string_view path = options.environment.value_of("PATH");
  const int error = foreseen_exec_error(words.front(), path);
  if (error != 0) {
    told.problems.push_back(cannot_run(words.front(), path, error).message);
  }
}

std::string under_lock(const MigrateOptions& migrate) {
  return "under the migration lock, which must be had within " + as_option(migrate.lock_timeout);
}

void explain_the_wait(const Options& options, Explanation& told) {
  const bool waits_for_version = options.migrate.command.kind == Kind::wait;
  const std::size_t databases = waits_for_version ? options.migrate.directories.size() : 1;
  const std::size_t count =
      options.wait.targets.size() + (options.migrate.database ? databases : 0);
  if (count > 0) {
    told.steps.push_back({"wait", "for " + counted(count, "target") + ", up to " +
                                      as_option(options.wait.limits.timeout) +
                                      (options.wait.start_anyway ? "; go on if that fails" : "")});
  }
  if (will_create_database(options.migrate)) {
    told.steps.push_back(
        {"create", options.migrate.database->redacted() + ", where it is missing"});
  }
}

/// Whether they stop a run depends on where the schema is.
void warn_of_unusable(const migrate::Files& files, Explanation& told) {
  for (const migrate::VersionFiles& each : files.without_up) {
    told.warnings.push_back(migrate::lacks_up_file_words(each));
  }
  for (const migrate::Migration& file : files.up) {
    if (file.defect) {
      told.warnings.push_back(file.defect->message);
    }
  }
}

/// "the 3 files of /migrations, the newest of version 3"; warns of names that were meant as one.
std::string directory_text(const MigrationDirectory& directory, migrate::Naming naming,
                           Explanation& told) {
  auto reader = migrate::FilesReader::open(directory.path, migrate::Reading::up_files, naming);
  if (!reader) {
    told.problems.push_back(reader.error().message);
    return "the files of " + directory.path;
  }
  for (const std::string& name : reader->directory().names) {
    if (const migrate::Miss miss = migrate::miss_of(name); miss != migrate::Miss::none) {
      told.warnings.push_back(migrate::miss_words({reader->directory().prefix + name}, miss));
    }
  }
  const migrate::Files files = std::move(*reader).finish();
  warn_of_unusable(files, told);
  return "the " + counted(files.up.size(), "file") + " of " + directory.path +
         ", the newest of version " + std::to_string(files.up.back().version);
}

/// All directories, with the version tables that they name.
std::string directories_text(const MigrateOptions& migrate, Explanation& told) {
  std::string text;
  for (const MigrationDirectory& directory : migrate.directories) {
    text += text.empty() ? "" : "; then ";
    text += directory_text(directory, naming_of(migrate), told);
    if (!directory.table.empty()) {
      text += ", in the version table " + (directory.schema.empty() ? "" : directory.schema + ".") +
              directory.table;
    }
  }
  return text;
}

void explain_migrating(const Options& options, Explanation& told) {
  const MigrateOptions& migrate = options.migrate;
  if (!migrate.program.empty()) {
    expect_program(migrate.program, options, told);
    told.steps.push_back(
        {"migrate", "by " + program_text(migrate.program, options) + ", " + under_lock(migrate)});
  } else if (!migrate.directories.empty()) {
    const std::string files = directories_text(migrate, told);
    const std::string where = migrate.database->redacted();
    if (migrate.command.kind == Kind::wait) {
      told.steps.push_back({"wait", "until " + where + " has " + files + "; apply nothing"});
    } else if (migrate.command.dry_run) {
      told.steps.push_back({"print", "which of " + files + ", " + where + " lacks; apply nothing"});
    } else {
      told.steps.push_back({"migrate", where + " by " + files + ", " + under_lock(migrate)});
    }
  }
}

/// Whether the service could be started, as far as that can be seen.
Result<void> expect_service(const Options& options) {
  const ServiceOptions& service = options.service;
  std::optional<Identity> user;
  if (service.user) {
    auto found = find_identity(*service.user);
    if (!found) {
      return error_of(found);
    }
    user = std::move(*found);
  }
  const std::string_view path = options.environment.value_of("PATH");
  return expect_command(service.command.front(),
                        {.user = user, .directory = service.directory, .path = path});
}

void explain_giving(const ServiceOptions& service, Explanation& told) {
  for (const std::string& path : service.chown) {
    told.steps.push_back({"chown", "what lies at " + path + " and is not " + *service.user +
                                       "'s to it; nothing where this is not root"});
  }
  if (const auto there = expect_paths(service); !there) {
    told.problems.push_back(there.error().message);
  }
}

}  // namespace

void explain_run(const Options& options, Explanation& explanation) {
  if (!options.migrate.command.dry_run) {
    explain_giving(options.service, explanation);
  }
  explain_the_wait(options, explanation);
  explain_migrating(options, explanation);
  const ServiceOptions& service = options.service;
  if (const auto startable = expect_service(options); !startable) {
    explanation.problems.push_back(startable.error().message);
  }
  if (!options.migrate.command.dry_run) {
    explanation.steps.push_back(
        {"run", program_text(service.command, options) +
                    (service.user ? ", as " + *service.user : "") +
                    (service.directory ? ", in " + *service.directory : "")});
  }
}

void explain_wait(const Options& options, Explanation& explanation) {
  explain_the_wait(options, explanation);
}

void explain_check(const Options& options, Explanation& explanation) {
  explanation.steps.push_back(
      {"check", counted(options.wait.targets.size(), "target") + ", each once"});
}

void explain_lock(const Options& options, Explanation& explanation) {
  explain_the_wait(options, explanation);
  explanation.steps.push_back({"lock", "take the migration lock of " +
                                           options.migrate.database->redacted() + ", within " +
                                           as_option(options.migrate.lock_timeout)});
  const auto& unless = options.migrate.unless;
  if (!unless.empty()) {
    expect_program(unless, options, explanation);
    explanation.steps.push_back(
        {"run", program_text(unless, options) + "; where it exits 0, nothing more"});
  }
  expect_program(options.service.command, options, explanation);
  explanation.steps.push_back(
      {"run", program_text(options.service.command, options) + ", holding the lock"});
}

void explain_migrate(const Options& options, Explanation& explanation) {
  explain_the_wait(options, explanation);
  const MigrateOptions& migrate = options.migrate;
  const MigrateRow& row = row_of(migrate.command.kind);
  std::string words = std::string(row.name);
  words += migrate.command.number ? " " + std::to_string(*migrate.command.number) : "";
  words += ": " + std::string(row.help);
  if (migrate.database) {
    words += "; in " + migrate.database->redacted();
  }
  if (row.needs_directory) {
    words += "; by " + directories_text(migrate, explanation);
  }
  words += migrate.command.dry_run ? "; only print which files, and apply nothing" : "";
  explanation.steps.push_back({"migrate", words});
}

}  // namespace aweigh

#include "actions/validate.h"

#include <algorithm>

#include "base/log.h"
#include "migrate/files/validate.h"
#include "preflight/directories.h"
#include "preflight/git.h"

namespace aweigh {
namespace {

/// With what `earlier`, the names of a revision, say of the files.
migrate::Findings compared(migrate::Findings findings, const std::vector<std::string>& earlier,
                           const std::string& directory, const std::string& revision) {
  const auto newest = migrate::newest_among(earlier);
  if (!newest) {
    findings.all.push_back(
        {false, "",
         revision + " has no migration in " + directory + ": there is nothing to compare with"});
    return findings;
  }
  for (const std::string& name : migrate::late_among(findings.files, earlier)) {
    const std::string shown = findings.prefix + name;
    findings.all.push_back({true, shown,
                            shown + " is below the newest version of " + revision + ", " +
                                std::to_string(*newest) +
                                ": a schema at that version would never get it; give it a number "
                                "above"});
  }
  return findings;
}

Result<migrate::Findings> find(const std::string& directory, const MigrateOptions& options) {
  auto findings = migrate::validate(directory, naming_of(options));
  if (!findings || !options.against) {
    return findings;
  }
  StoppableLoop loop;
  return names_at_revision(loop, directory, *options.against)
      .map([&](const std::vector<std::string>& earlier) {
        return compared(std::move(*findings), earlier, directory, *options.against);
      });
}

Result<void> validate_one(const std::string& directory, const MigrateOptions& options) {
  return find(directory, options).and_then([&](const migrate::Findings& findings) -> Result<void> {
    for (const migrate::Finding& finding : findings.all) {
      log_event(finding.is_error ? LogLevel::error : LogLevel::warn, "finding", finding.words,
                {{"file", finding.file}});
    }
    const auto errors = std::ranges::count_if(findings.all, &migrate::Finding::is_error);
    if (errors > 0) {
      return fail(ExitCode::migration_failed,
                  "cannot use the migrations in " + directory + ": " + std::to_string(errors) +
                      (errors == 1 ? " file needs" : " files need") + " mending");
    }
    log_event(LogLevel::info, "migrations_valid",
              "the files in " + directory + " are good: " + std::to_string(findings.versions) +
                  (findings.versions == 1 ? " migration" : " migrations"),
              {{"path", directory}, {"versions", static_cast<std::int64_t>(findings.versions)}});
    return {};
  });
}

}  // namespace

Result<void> validate(const MigrateOptions& options) {
  Result<void> all;
  for (const MigrationDirectory& directory : options.directories) {
    const auto valid = validate_one(directory.path, options);
    all = all ? valid : all;
  }
  return all;
}

}  // namespace aweigh

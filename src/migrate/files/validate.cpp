#include "migrate/files/validate.h"

#include "migrate/files/directory.h"
#include "migrate/files/source.h"

namespace aweigh::migrate {
namespace {

using Findings = std::vector<Finding>;

void validate_file(const Directory& directory, const VersionFiles& files, Direction direction,
                   Findings& findings) {
  const auto migration = read_migration(directory, files, direction);
  const auto usable = migration.and_then(check_script);
  if (!usable) {
    findings.push_back({true, usable.error().message});
  } else if (direction == Direction::up && migration->script().statements.empty()) {
    findings.push_back({false, migration->file + " holds no statement"});
  }
}

void validate_version(const Directory& directory, const VersionFiles& files, Findings& findings) {
  if (files.up.empty()) {
    findings.push_back({true, lacks_up_file(files).message});
  }
  for (const Direction direction : {Direction::up, Direction::down}) {
    if (!files.name(direction).empty()) {
      validate_file(directory, files, direction, findings);
    }
  }
}

}  // namespace

Result<std::vector<Finding>> validate(const std::string& directory) {
  return list_migrations(directory).map([](const Directory& listed) {
    Findings findings;
    for (const std::string& name : near_misses(listed.names)) {
      findings.push_back({true, near_miss_words(name)});
    }
    for (const auto& [version, files] : listed.versions) {
      validate_version(listed, files, findings);
    }
    return findings;
  });
}

}  // namespace aweigh::migrate

#include "migrate/files/validate.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "migrate/files/directory.h"
#include "migrate/files/source.h"

namespace aweigh::migrate {
namespace {

void validate_file(const Directory& directory, const VersionFiles& files, Direction direction,
                   Findings& findings) {
  const Migration migration = read_migration(directory, files, direction);
  const auto usable = check_script(migration);
  if (!usable) {
    findings.all.push_back({true, migration.file, usable.error().message});
  } else if (direction == Direction::up && migration.script().statements.empty()) {
    findings.all.push_back({false, migration.file, migration.file + " holds no statement"});
  }
}

void validate_version(const Directory& directory, const VersionFiles& files, Findings& findings) {
  if (files.up.empty()) {
    VersionFiles shown = files;
    shown.down.insert(0, directory.prefix);
    findings.all.push_back({true, shown.down, lacks_up_file(shown).message});
  }
  for (const Direction direction : {Direction::up, Direction::down}) {
    if (!files.name(direction).empty()) {
      validate_file(directory, files, direction, findings);
    }
  }
}

/// nullopt: the name is not that of an up file.
std::optional<std::int64_t> up_version_of(const std::string& name) {
  const auto parsed = parse_file_name(name);
  return parsed && parsed->direction == Direction::up ? parsed->version : std::nullopt;
}

std::set<std::int64_t> up_versions_of(const std::vector<std::string>& names) {
  std::set<std::int64_t> versions;
  for (const std::string& name : names) {
    if (const auto version = up_version_of(name)) {
      versions.insert(*version);
    }
  }
  return versions;
}

}  // namespace

std::optional<std::int64_t> newest_among(const std::vector<std::string>& names) {
  const auto versions = up_versions_of(names);
  return versions.empty() ? std::nullopt : std::optional(*versions.rbegin());
}

std::vector<std::string> late_among(const std::vector<std::string>& names,
                                    const std::vector<std::string>& earlier) {
  const auto known = up_versions_of(earlier);
  std::vector<std::string> late;
  std::ranges::copy_if(names, std::back_inserter(late), [&](const std::string& name) {
    const auto version = up_version_of(name);
    return version && !known.empty() && *version < *known.rbegin() && !known.contains(*version);
  });
  return late;
}

Result<Findings> validate(const std::string& directory, Naming naming) {
  return list_migrations(directory, naming).map([](const Directory& listed) {
    Findings findings{
        .versions = listed.versions.size(), .files = listed.names, .prefix = listed.prefix};
    for (const std::string& name : listed.names) {
      if (const Miss miss = miss_of(name); miss != Miss::none) {
        const std::string shown = listed.prefix + name;
        findings.all.push_back({miss == Miss::misnamed, shown, miss_words({shown}, miss)});
      }
    }
    for (const auto& [version, files] : listed.versions) {
      validate_version(listed, files, findings);
    }
    return findings;
  });
}

}  // namespace aweigh::migrate

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

// The names in a directory of migrations.

namespace aweigh::migrate {

/// The file names of one version; empty where there is none.
struct Pair {
  std::string title;
  std::string up;
  std::string down;
};

/// The base names of everything but directories, sorted so that errors do not depend on the file
/// system. Error: no_migrations.
Result<std::vector<std::string>> list_names(const std::string& directory);

/// The migrations among `names`. Error (migration_failed): two files are one and the same, a
/// version is too large.
Result<std::map<std::int64_t, Pair>> pair_up(const std::vector<std::string>& names);

/// Those that somebody meant as migrations though their names are of another shape: nothing runs
/// them.
std::vector<std::string> near_misses(const std::vector<std::string>& names);

/// What there is to say of one.
std::string near_miss_words(const std::string& name);

/// What to say where pair_up() finds none.
Error no_migration(const std::string& directory, const std::vector<std::string>& names);

}  // namespace aweigh::migrate

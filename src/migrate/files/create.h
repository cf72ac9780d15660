#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

// `aweigh migrate create`.

namespace aweigh::migrate {

/// How the files of a new migration are named.
struct NewNames {
  std::string title;
  std::string extension;
  std::optional<std::string> version;  ///< as it is to be written; nullopt: the next in sequence
  unsigned digits = 6;                 ///< of a version in sequence
};

/// Makes an empty up and down file in `directory`, which is made where it is missing. Returns their
/// absolute paths. Error (usage): the version is taken, or has too many digits; a file cannot be
/// made.
Result<std::vector<std::string>> create(const std::string& directory, const NewNames& names);

/// The version of this moment in a time zone: 20060102150405. nullopt: there is no such zone.
std::optional<std::string> version_at(std::int64_t unix_seconds, const std::string& zone);

}  // namespace aweigh::migrate

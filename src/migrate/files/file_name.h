#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Tells golang-migrate's migrations from other files by their names.

namespace aweigh::migrate {

enum class Direction { up, down };

/// A file's base name, as golang-migrate reads it: `^([0-9]+)_(.*)\.(down|up)\.(.*)$`.
struct FileName {
  std::optional<std::int64_t> version;  ///< nullopt: more than PostgreSQL's bigint holds
  std::string title;                    ///< may be empty, may hold anything
  Direction direction = Direction::up;
};

/// nullopt: the file is no migration, and is ignored. The last `.up.` or `.down.` decides; case
/// matters.
std::optional<FileName> parse_file_name(std::string_view name);

}  // namespace aweigh::migrate

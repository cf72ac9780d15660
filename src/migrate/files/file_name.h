#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aweigh::migrate {

enum class Direction { up, down };

/// What golang-migrate reads in a file's base name: `^([0-9]+)_(.*)\.(down|up)\.(.*)$`.
struct FileName {
  std::optional<std::int64_t> version;  ///< nullopt: more than PostgreSQL's bigint holds
  std::string title;                    ///< may be empty, may hold anything
  Direction direction = Direction::up;
};

/// nullopt: not a migration, ignored. The last `.up.` or `.down.` decides; case matters.
std::optional<FileName> parse_file_name(std::string_view name);

}  // namespace aweigh::migrate

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

// What the journal keeps of migrations. A run, and `aweigh migrate status`, compare it with the
// files of today.

namespace aweigh::migrate {

/// In hexadecimal.
std::string sha256_of(std::string_view text);

/// By version, of the files that were applied.
using Checksums = std::map<std::int64_t, std::string>;

/// The past of a schema, as far as we have made it.
struct Past {
  Checksums checksums;

  /// By version, of the files that were applied: the version that the schema had before, -1 for
  /// none. An earlier aweigh kept none of these.
  std::map<std::int64_t, std::int64_t> came_from;

  /// Somebody else has written the version since, and may have gone back and taken other files:
  /// `came_from` proves nothing.
  bool is_broken = false;
};

/// A file of today, compared with the one of its version that was applied.
enum class Content {
  unknown,  ///< no checksum was kept; golang-migrate keeps none
  same,
  changed,
};

/// Compares `sql`, the text of the file of `version`.
Content content_of(std::int64_t version, std::string_view sql, const Checksums& applied);

}  // namespace aweigh::migrate

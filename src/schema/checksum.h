#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

// Checksums of migrations, as the journal keeps them. A run that is asked for nothing new, and
// `aweigh migrate status`, compare them with the files of today.

namespace aweigh::migrate {

/// In hexadecimal.
std::string sha256_of(std::string_view text);

/// By version, of the files that were applied.
using Checksums = std::map<std::int64_t, std::string>;

/// A file of today, compared with the one of its version that was applied.
enum class Content {
  unknown,  ///< no checksum was kept; golang-migrate keeps none
  same,
  changed,
};

/// Compares `sql`, the text of the file of `version`.
Content content_of(std::int64_t version, std::string_view sql, const Checksums& applied);

}  // namespace aweigh::migrate

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "migrate/source.h"

namespace aweigh::migrate {

/// In hexadecimal.
std::string sha256_of(std::string_view text);

/// By version, of the files that were applied.
using Checksums = std::map<std::int64_t, std::string>;

/// A file beside the one of its version that was applied.
enum class Content {
  unknown,  ///< nobody has kept a checksum; golang-migrate does not
  same,
  changed,
};

Content content_of(const Migration& file, const Checksums& applied);

}  // namespace aweigh::migrate

#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "migrate/files/source.h"
#include "schema/checksum.h"

namespace aweigh::migrate {

/// Names in the log the first of `known`, up to `version`, that is not what was applied: it is not
/// run again, whatever it says now.
void warn_of_changed(std::span<const Migration> known, std::optional<std::int64_t> version,
                     const Checksums& applied);

}  // namespace aweigh::migrate

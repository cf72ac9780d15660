#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "migrate/files/source.h"
#include "migrate/sql/place.h"
#include "pg/failure.h"

// The message of apply() about a file that failed. Pure.

namespace aweigh::migrate {

/// The failure as people read it: the words, the place in the file with its lines, DETAIL and HINT.
/// `statements` are the offsets of those that were run of `migration`, by number.
std::string describe(const pg::Failure& failure, const Migration& migration,
                     std::span<const std::size_t> statements);

/// That place; nullopt: it is not known.
std::optional<Place> place_of(const pg::Failure& failure, const Migration& migration,
                              std::span<const std::size_t> statements);

}  // namespace aweigh::migrate

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Places in a migration's text, for messages.

namespace aweigh::migrate {

/// Where something stands in a file, as editors count: from 1, columns in characters.
struct Place {
  std::size_t line = 1;
  std::size_t column = 1;
};

/// The place of the byte at `offset`.
Place place_at(std::string_view text, std::size_t offset);

/// The byte at which the 1-based character `position` begins: the server counts characters.
std::size_t offset_of_character(std::string_view text, std::size_t position);

/// The line at `offset` between its neighbours, numbered, with a caret below the place. Of a long
/// line only the part around the place is shown: a log is no place for a whole migration, and
/// passwords are masked.
std::string excerpt(std::string_view text, std::size_t offset);

/// "FILE:LINE:COLUMN".
std::string place_words(const std::string& file, std::string_view text, std::size_t offset);

/// The lines that a message about the byte at `offset` ends with: "\n  at FILE:LINE:COLUMN\n" and
/// the excerpt.
std::string pointer_to(const std::string& file, std::string_view text, std::size_t offset);

}  // namespace aweigh::migrate

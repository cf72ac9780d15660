#include "migrate/run/describe.h"

#include <algorithm>
#include <optional>

#include "migrate/sql/mask.h"
#include "migrate/sql/place.h"

namespace aweigh::migrate {
namespace {

/// Where in the file it failed, if that can be told: where the server points to, or else the
/// statement that it was at. After a lost connection neither is known: the answers to earlier
/// statements may be lost too.
std::optional<std::size_t> offset_of(const pg::Failure& failure, const std::string& sql,
                                     std::span<const std::size_t> statements) {
  if (failure.position > 0) {
    return offset_of_character(sql, failure.position);
  }
  if (!failure.sqlstate.empty() && failure.statement < statements.size()) {
    return statements[failure.statement];
  }
  return std::nullopt;
}

/// The server quotes the token that it stopped at. A string may be a password, and the excerpt
/// shows it, too, if it is none.
std::string without_string(std::string words) {
  constexpr std::string_view kNear = "at or near \"";
  const std::size_t near = words.find(kNear);
  const std::size_t token = near + kNear.size();
  if (near != std::string::npos &&
      (words.find('\'', token) != std::string::npos || words.compare(token, 1, "$") == 0)) {
    words.replace(token - 1, std::string::npos, "a string");
  }
  return words;
}

/// DETAIL and its kin: one line of bearable length.
void add_labelled(std::string& text, const char* label, const std::string& value) {
  constexpr std::size_t kLongest = 500;
  if (value.empty()) {
    return;
  }
  std::string line = mask_passwords(value).substr(0, offset_of_character(value, kLongest));
  std::ranges::replace(line, '\n', ' ');
  text += std::string("\n  ") + label + ": " + line;
}

}  // namespace

std::string describe(const pg::Failure& failure, const Migration& migration,
                     std::span<const std::size_t> statements) {
  std::string text = "cannot apply " + migration.file + ": " +
                     without_string(mask_passwords(failure.words)) +
                     (failure.sqlstate.empty() ? "" : " (SQLSTATE " + failure.sqlstate + ")");
  if (const auto offset = offset_of(failure, migration.sql, statements)) {
    text += pointer_to(migration.file, migration.sql, *offset);
  }
  add_labelled(text, "DETAIL", failure.detail);
  add_labelled(text, "HINT", failure.hint);
  add_labelled(text, "CONTEXT", failure.context.substr(0, failure.context.find('\n')));
  return text;
}

std::optional<Place> place_of(const pg::Failure& failure, const Migration& migration,
                              std::span<const std::size_t> statements) {
  const auto offset = offset_of(failure, migration.sql, statements);
  return offset ? std::optional(place_at(migration.sql, *offset)) : std::nullopt;
}

}  // namespace aweigh::migrate

#include "migrate/run/advice.h"

#include <algorithm>

namespace aweigh::migrate {

std::string dirty_advice(const Version& dirty, std::span<const Migration> known,
                         std::string_view table) {
  const std::string row(table);
  if (!dirty.number) {
    return "taking back the first migration has failed; finish that by hand, then run\n    DELETE "
           "FROM " +
           row + ";";
  }
  const auto at = std::ranges::lower_bound(known, *dirty.number, {}, &Migration::version);
  const bool has_file = at != known.end() && at->version == *dirty.number;
  const std::string update = "UPDATE " + row + " SET ";
  const std::string undone =
      at == known.begin()
          ? "DELETE FROM " + row + ";"
          : update + "version = " + std::to_string(std::prev(at)->version) + ", dirty = false;";
  return (has_file ? at->file : "the migration to it") +
         " has not finished; see what it has done, then run\n    " + update +
         "dirty = false;  -- once you have completed it\n    " + undone + "  -- or taken it back";
}

std::string undone_advice(const Step& down) {
  return down.file->file +
         " has not finished; see what it has done, then run\n    aweigh migrate "
         "force " +
         std::to_string(down.after.value_or(-1)) +
         "  # once you have completed it\n    aweigh migrate force " +
         std::to_string(down.file->version) + "  # or put back what it has removed";
}

}  // namespace aweigh::migrate

#include "migrate/plan.h"

#include <algorithm>

#include "migrate/script.h"
#include "migrate/text.h"

namespace aweigh::migrate {

Result<std::span<const Migration>> plan(const Version& current, std::span<const Migration> known,
                                        std::string_view table) {
  if (current.dirty) {
    return fail(ExitCode::migration_failed, "cannot migrate: the database is dirty at " +
                                                version_words(current.number) + ": " +
                                                dirty_advice(current, known, table));
  }
  if (!current.number) {
    return known;
  }
  const auto at = std::ranges::find(known, *current.number, &Migration::version);
  if (at == known.end()) {
    const std::int64_t newest = known.back().version;
    return fail(ExitCode::migration_failed,
                "cannot migrate: the database is at version " + std::to_string(*current.number) +
                    ", which is not among the migrations (the newest is version " +
                    std::to_string(newest) + "); " +
                    (*current.number > newest ? "this image is older than the database"
                                              : "its file was deleted or renumbered"));
  }
  return known.subspan(static_cast<std::size_t>(at - known.begin()) + 1);
}

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

Result<void> check(std::span<const Migration> pending) {
  for (const Migration& migration : pending) {
    const auto refusal = read_script(migration.sql).refusal;
    if (refusal) {
      const Place place = place_at(migration.sql, refusal->offset);
      return fail(ExitCode::migration_failed, "cannot apply " + migration.file + ": " +
                                                  refusal->reason + "\n  at " + migration.file +
                                                  ":" + std::to_string(place.line) + ":" +
                                                  std::to_string(place.column) + "\n" +
                                                  excerpt(migration.sql, refusal->offset));
    }
  }
  return {};
}

}  // namespace aweigh::migrate

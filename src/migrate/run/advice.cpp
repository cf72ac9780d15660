#include "migrate/run/advice.h"

#include <algorithm>

#include "migrate/sql/place.h"

namespace aweigh::migrate {

namespace {

/// A command of ours, and the SQL that does the same where there is no aweigh.
std::string command(const std::string& version, const std::string& when, const std::string& sql) {
  return "\n    aweigh migrate force " + version + "  # " + when + "\n      (in SQL: " + sql + ")";
}

/// ": it came to FILE:LINE:COLUMN, and what stands before that is applied"
std::string words_of(std::optional<std::size_t> reached, const Migration& file) {
  const auto& statements = file.script().statements;
  if (!reached || *reached >= statements.size()) {
    return "";
  }
  return ": it came to " + place_words(file.file, file.sql, statements[*reached].offset) +
         (*reached > 0 ? ", and what stands before that is applied" : "");
}

}  // namespace

tl::unexpected<Error> is_dirty(const Version& dirty, std::span<const Migration> known,
                               std::string_view table, std::optional<std::size_t> reached) {
  return fail(ExitCode::migration_failed,  // the first words are golang-migrate's
              "Dirty database version " + std::to_string(dirty.number.value_or(-1)) +
                  ". Fix and force version. " + dirty_advice(dirty, known, table, reached),
              {.reason = "dirty", .version = dirty.number});
}

std::string dirty_advice(const Version& dirty, std::span<const Migration> known,
                         std::string_view table, std::optional<std::size_t> reached) {
  const std::string row(table);
  const std::string empty = "DELETE FROM " + row + ";";
  if (!dirty.number) {
    return "taking back the first migration has failed; finish that by hand, then run" +
           command("-1", "nothing is applied", empty);
  }
  const auto at = std::ranges::lower_bound(known, *dirty.number, {}, &Migration::version);
  const bool has_file = at != known.end() && at->version == *dirty.number;
  const std::string update = "UPDATE " + row + " SET ";
  const bool first = at == known.begin();
  const std::string before = first ? "-1" : std::to_string(std::prev(at)->version);
  return (has_file ? at->file : "the migration to it") + " has not finished" +
         (has_file ? words_of(reached, *at) : "") + "; see what it has done, then run" +
         command(std::to_string(*dirty.number), "once you have completed it",
                 update + "dirty = false;") +
         command(before, "or taken it back",
                 first ? empty : update + "version = " + before + ", dirty = false;");
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

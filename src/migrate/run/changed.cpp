#include "migrate/run/changed.h"

#include <algorithm>

#include "base/log.h"

namespace aweigh::migrate {

void warn_of_changed(std::span<const Migration> known, std::optional<std::int64_t> version,
                     const Checksums& applied) {
  const auto changed = std::ranges::find_if(known, [&](const Migration& file) {
    return version && file.version <= *version &&
           content_of(file.version, file.sql, applied) == Content::changed;
  });
  if (changed != known.end()) {
    log_event(LogLevel::warn, "file_changed",
              changed->file +
                  " was changed after it was applied, and is not applied again; aweigh migrate "
                  "status shows all that were",
              {{"file", changed->file}, {"version", changed->version}});
  }
}

}  // namespace aweigh::migrate

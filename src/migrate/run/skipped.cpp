#include "migrate/run/skipped.h"

#include <algorithm>
#include <ranges>

#include "base/log.h"

namespace aweigh::migrate {
namespace {

constexpr std::size_t kMost = 5;

std::string words_of(const Migration& file, Goal::Aim aim) {
  return file.file + (aim == Goal::Aim::up
                          ? " was never applied: when it came, the schema was at a higher "
                            "version already; give it a number above that, or say "
                            "--out-of-order apply"
                          : " was never applied, and is not taken back");
}

}  // namespace

Skipped skipped_of(const Past& past, std::optional<std::int64_t> current,
                   std::span<const Migration> known) {
  Skipped skipped;
  if (!current || past.is_broken) {
    return skipped;
  }
  std::int64_t lowest = *current;  // from which a step led past the file at hand
  auto step = std::reverse_iterator(past.came_from.upper_bound(*current));
  for (const Migration& file : std::views::reverse(known)) {
    for (; step != past.came_from.rend() && step->first > file.version; ++step) {
      lowest = std::min(lowest, step->second);
    }
    if (lowest < file.version && file.version < *current &&
        !past.checksums.contains(file.version)) {
      skipped.push_back(&file);
    }
  }
  std::ranges::reverse(skipped);
  return skipped;
}

std::string names_of(const Skipped& skipped) {
  std::string names;
  for (std::size_t at = 0; at < std::min(skipped.size(), kMost); ++at) {
    names += (at == 0 ? "" : ", ") + skipped[at]->file;
  }
  const std::size_t more = skipped.size() - std::min(skipped.size(), kMost);
  return names + (more == 0 ? "" : " and " + std::to_string(more) + " more");
}

void warn_of_skipped(const Skipped& skipped, Goal::Aim aim) {
  for (std::size_t at = 0; at < std::min(skipped.size(), kMost); ++at) {
    const Migration& file = *skipped[at];
    log_event(LogLevel::warn, "migration_skipped", words_of(file, aim),
              {{"file", file.file}, {"version", file.version}});
  }
  if (skipped.size() > kMost) {
    log_event(LogLevel::warn, "migration_skipped",
              "and " + std::to_string(skipped.size() - kMost) +
                  " more; aweigh migrate status shows them all");
  }
}

}  // namespace aweigh::migrate

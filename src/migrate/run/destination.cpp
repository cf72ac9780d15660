#include "migrate/run/destination.h"

#include <algorithm>

namespace aweigh::migrate {

std::optional<std::size_t> applied_at(std::optional<std::int64_t> version,
                                      std::span<const Migration> known) {
  if (!version) {
    return 0;
  }
  const auto at = std::ranges::find(known, *version, &Migration::version);
  return at == known.end() ? std::nullopt
                           : std::optional(static_cast<std::size_t>(at - known.begin()) + 1);
}

std::vector<std::size_t> places_of_ran(std::size_t applied, std::span<const Migration> known,
                                       const Skipped& skipped) {
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at < applied; ++at) {
    if (std::ranges::find(skipped, &known[at]) == skipped.end()) {
      places.push_back(at);
    }
  }
  return places;
}

Result<Destination> destination_of(const Goal& goal, std::size_t applied,
                                   std::span<const Migration> known, const Skipped& skipped) {
  if (goal.aim == Goal::Aim::go_to) {
    const auto there = applied_at(goal.number, known);
    if (!there) {
      return fail(ExitCode::migration_failed,
                  "cannot go to version " + std::to_string(*goal.number) + ": it has no file");
    }
    return Destination{*there};
  }
  const bool up = goal.aim == Goal::Aim::up;
  const auto ran = places_of_ran(applied, known, skipped);
  const std::size_t most = up ? known.size() - applied : ran.size();
  const std::size_t asked = goal.number ? static_cast<std::size_t>(*goal.number) : most;
  const std::size_t count = std::min(asked, most);
  const auto missing = static_cast<std::int64_t>(asked - count);
  if (up) {
    return Destination{applied + count, missing};
  }
  return Destination{count == most ? 0 : ran[most - count - 1] + 1, missing};
}

}  // namespace aweigh::migrate

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

Result<Destination> destination_of(const Goal& goal, std::size_t applied,
                                   std::span<const Migration> known) {
  if (goal.aim == Goal::Aim::go_to) {
    const auto there = applied_at(goal.number, known);
    if (!there) {
      return fail(ExitCode::migration_failed,
                  "cannot go to version " + std::to_string(*goal.number) + ": it has no file");
    }
    return Destination{*there};
  }
  const bool up = goal.aim == Goal::Aim::up;
  const std::size_t most = up ? known.size() - applied : applied;
  const std::size_t asked = goal.number ? static_cast<std::size_t>(*goal.number) : most;
  const std::size_t count = std::min(asked, most);
  return Destination{up ? applied + count : applied - count,
                     static_cast<std::int64_t>(asked - count)};
}

}  // namespace aweigh::migrate

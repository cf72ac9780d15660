#include "migrate/run/plan.h"

#include <algorithm>

#include "migrate/run/advice.h"

namespace aweigh::migrate {
namespace {

using Aim = Goal::Aim;

tl::unexpected<Error> is_dirty(const Version& current, const Files& files, std::string_view table) {
  return fail(ExitCode::migration_failed,  // the first words are golang-migrate's
              "Dirty database version " + std::to_string(current.number.value_or(-1)) +
                  ". Fix and force version. " + dirty_advice(current, files.up, table));
}

tl::unexpected<Error> no_file(std::int64_t version, std::span<const Migration> known) {
  const std::int64_t newest = known.back().version;
  return fail(ExitCode::migration_failed,
              "cannot migrate: the database is at version " + std::to_string(version) +
                  ", which is not among the migrations (the newest is version " +
                  std::to_string(newest) + "); " +
                  (version > newest ? "this image is older than the database"
                                    : "its file was deleted or renumbered"));
}

tl::unexpected<Error> no_down_file(const Migration& up) {
  return fail(ExitCode::migration_failed,
              "cannot take back " + up.file + ": there is no down file for version " +
                  std::to_string(up.version) +
                  "; write one, empty if there is nothing to do, or take it back by hand and "
                  "record that with aweigh migrate force");
}

std::vector<Step> steps_up(std::size_t from, std::size_t to, const Files& files) {
  std::vector<Step> steps;
  for (std::size_t at = from; at < to; ++at) {
    steps.push_back({&files.up[at], Direction::up, files.up[at].version});
  }
  return steps;
}

Result<std::vector<Step>> steps_down(std::size_t from, std::size_t to, const Files& files) {
  std::vector<Step> steps;
  for (std::size_t at = from; at > to; --at) {
    const Migration& up = files.up[at - 1];
    const auto down = std::ranges::find(files.down, up.version, &Migration::version);
    if (down == files.down.end()) {
      return no_down_file(up);
    }
    steps.push_back({&*down, Direction::down,
                     at == 1 ? std::nullopt : std::optional(files.up[at - 2].version)});
  }
  return steps;
}

/// Another tool may have gone past our destination while our connection was lost: `up` takes
/// nothing back for that, and `down` applies nothing.
Result<std::vector<Step>> steps_between(std::size_t from, std::size_t to, Aim aim,
                                        const Files& files) {
  if (from > to && aim != Aim::up) {
    return steps_down(from, to, files);
  }
  return aim == Aim::down ? std::vector<Step>() : steps_up(from, to, files);
}

}  // namespace

Result<Plan> plan(const Goal& goal, const Version& current, const Files& files,
                  std::string_view table, std::optional<Destination> decided) {
  if (current.dirty) {
    return is_dirty(current, files, table);
  }
  const auto applied = applied_at(current.number, files.up);
  if (!applied) {
    const bool ahead = *current.number > files.up.back().version;
    return ahead && goal.aim == Aim::up && goal.ahead_is_ok ? Result<Plan>(Plan{.ahead = true})
                                                            : no_file(*current.number, files.up);
  }
  const auto destination =
      decided ? Result<Destination>(*decided) : destination_of(goal, *applied, files.up);
  return destination.and_then([&](const Destination& there) {
    return steps_between(*applied, there.applied, goal.aim, files)
        .map([&](std::vector<Step> steps) { return Plan{std::move(steps), there}; });
  });
}

std::string ahead_words(std::optional<std::int64_t> version) {
  return "the database is at " + version_words(version) + ", newer than all migrations here";
}

Result<void> all_found(const Plan& plan) {
  if (plan.destination.missing == 0) {
    return {};
  }
  return fail(ExitCode::migration_failed,
              plan.steps.empty()
                  ? "cannot migrate: there is no further migration; file does not exist"
                  : "there were fewer migrations than asked for: limit " +
                        std::to_string(plan.destination.missing) + " short");
}

Result<void> check_scripts(const Plan& plan) {
  for (const Step& step : plan.steps) {
    if (auto checked = check_script(*step.file); !checked) {
      return checked;
    }
  }
  return {};
}

}  // namespace aweigh::migrate

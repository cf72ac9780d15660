#include "migrate/run/plan.h"

#include <algorithm>

#include "migrate/run/advice.h"
#include "migrate/sql/segments.h"

namespace aweigh::migrate {
namespace {

using Aim = Goal::Aim;

constexpr const char* kIfAhead = "; if it can live with that schema: --if-ahead ok";

tl::unexpected<Error> no_file(std::int64_t version, std::span<const Migration> known,
                              bool goes_up) {
  const std::int64_t newest = known.back().version;
  return fail(ExitCode::migration_failed,
              "cannot migrate: the database is at version " + std::to_string(version) +
                  ", which is not among the migrations (the newest is version " +
                  std::to_string(newest) + "); " +
                  (version > newest ? std::string("this image is older than the database") +
                                          (goes_up ? kIfAhead : "")
                                    : "its file was deleted or renumbered"),
              {.reason = version > newest ? "database_ahead" : "no_file", .version = version});
}

tl::unexpected<Error> no_down_file(const Migration& up) {
  return fail(ExitCode::migration_failed,
              "cannot take back " + up.file + ": there is no down file for version " +
                  std::to_string(up.version) +
                  "; write one, empty if there is nothing to do, or take it back by hand and "
                  "record that with aweigh migrate force",
              {.reason = "no_file", .version = up.version});
}

/// How many files are applied at `version`, if it is one of theirs. It may have a down file alone:
/// its up file was deleted later, or golang-migrate has recorded it as an empty migration.
std::optional<std::size_t> place_of(std::optional<std::int64_t> version, const Files& files) {
  const bool lacks_up = std::ranges::any_of(
      files.without_up, [&](const VersionFiles& each) { return each.version == version; });
  if (!lacks_up) {
    return applied_at(version, files.up);
  }
  const auto next = std::ranges::upper_bound(files.up, *version, {}, &Migration::version);
  return static_cast<std::size_t>(next - files.up.begin());
}

/// The version that `goal` is to end at, be it one without an up file; nullopt: nothing is applied.
std::optional<std::int64_t> end_of(const Goal& goal, const std::vector<Step>& steps,
                                   std::optional<std::int64_t> from, const Files& files) {
  if (goal.aim == Aim::go_to || (goal.aim == Aim::down && !goal.number)) {
    return goal.number;
  }
  if (goal.aim == Aim::up && !goal.number) {
    return std::max(from, std::optional(files.newest()));
  }
  return steps.empty() ? from : steps.back().after;
}

/// Refuses a way that passes over a version without an up file, which golang-migrate would record
/// as an empty migration.
Result<void> check_way(std::optional<std::int64_t> from, std::optional<std::int64_t> to,
                       const Files& files) {
  const auto [lower, upper] = std::minmax({from, to});
  for (const VersionFiles& each : files.without_up) {
    if (lower < each.version && each.version <= upper) {
      return tl::make_unexpected(lacks_up_file(each));
    }
  }
  return {};
}

std::vector<Step> steps_up(std::size_t from, std::size_t to, const Files& files) {
  std::vector<Step> steps;
  for (std::size_t at = from; at < to; ++at) {
    steps.push_back({&files.up[at], Direction::up, files.up[at].version});
  }
  return steps;
}

/// What was skipped is left out. If that is where the steps are to end, they end with applying it.
Result<std::vector<Step>> steps_down(std::size_t from, std::size_t to, const Files& files,
                                     const Skipped& skipped) {
  std::vector<Step> steps;
  auto ran = places_of_ran(from, files.up, skipped);
  while (!ran.empty() && ran.back() >= to) {
    const Migration& up = files.up[ran.back()];
    const auto down = std::ranges::find(files.down, up.version, &Migration::version);
    if (down == files.down.end()) {
      return no_down_file(up);
    }
    ran.pop_back();
    steps.push_back({&*down, Direction::down,
                     ran.empty() ? std::nullopt : std::optional(files.up[ran.back()].version)});
  }
  std::ranges::move(steps_up(ran.empty() ? 0 : ran.back() + 1, to, files),
                    std::back_inserter(steps));
  return steps;
}

/// Another tool may have gone past our destination while our connection was lost: `up` takes
/// nothing back for that, and `down` applies nothing.
Result<std::vector<Step>> steps_between(std::size_t from, std::size_t to, Aim aim,
                                        const Files& files, const Skipped& skipped) {
  if (from > to && aim != Aim::up) {
    return steps_down(from, to, files, skipped);
  }
  return aim == Aim::down ? std::vector<Step>() : steps_up(from, to, files);
}

tl::unexpected<Error> wants_none_skipped(std::int64_t current, const Skipped& skipped) {
  const std::string version = std::to_string(current);
  return fail(ExitCode::migration_failed,
              "cannot migrate: the schema is at version " + version +
                  ", and these files below it were never applied: " + names_of(skipped) +
                  "; give them numbers above " + version +
                  ", or say --out-of-order apply; if somebody has applied them by hand: aweigh "
                  "migrate force " +
                  version,
              {.reason = "out_of_order",
               .file = skipped.front()->file,
               .version = skipped.front()->version});
}

/// With the skipped files in front of the steps, or beside them. A database that is ahead is left
/// alone: the newer image knows what it lacks.
Plan with_skipped(Plan plan, const Goal& goal, const Version& current, const Skipped& skipped) {
  if (goal.aim == Aim::up && goal.out_of_order == OutOfOrder::apply && !plan.ahead) {
    std::vector<Step> late;
    for (const Migration* file : skipped) {
      late.push_back({file, Direction::up, current.number});
    }
    plan.steps.insert(plan.steps.begin(), late.begin(), late.end());
  } else if (goal.aim == Aim::up) {
    plan.skipped = skipped;
  } else if (!plan.steps.empty()) {
    const auto end = plan.steps.back().after;
    std::ranges::copy_if(skipped, std::back_inserter(plan.skipped),
                         [&](const Migration* file) { return !end || file->version > *end; });
  }
  return plan;
}

/// plan(), but for what the goal wants of the skipped files.
Result<Plan> plan_of_others(const Goal& goal, const Version& current, const Files& files,
                            std::optional<Destination> decided, const Skipped& skipped) {
  const auto applied = place_of(current.number, files);
  if (!applied) {
    const bool ahead = *current.number > files.up.back().version;
    return ahead && goal.aim == Aim::up && goal.ahead_is_ok
               ? Result<Plan>(Plan{.ahead = true})
               : no_file(*current.number, files.up, goal.aim == Aim::up);
  }
  const auto destination =
      decided ? Result<Destination>(*decided) : destination_of(goal, *applied, files.up, skipped);
  return destination.and_then([&](const Destination& there) {
    return steps_between(*applied, there.applied, goal.aim, files, skipped)
        .and_then([&](std::vector<Step> steps) {
          const auto end = end_of(goal, steps, current.number, files);
          return check_way(current.number, end, files).map([&] {
            return Plan{std::move(steps), there};
          });
        });
  });
}

tl::unexpected<Error> cannot_be_late(const Migration& file) {
  return fail(ExitCode::migration_failed,
              "cannot apply " + file.file +
                  " below the schema's version: it cannot share a transaction with its row in the "
                  "journal, and the version table has no place for it, were it interrupted; give "
                  "it a number above that version",
              {.reason = "out_of_order", .file = file.file, .version = file.version});
}

}  // namespace

Result<Plan> plan(const Goal& goal, const Version& current, const Files& files,
                  std::string_view table, std::optional<Destination> decided,
                  const Skipped& skipped) {
  if (current.dirty) {
    return is_dirty(current, files.up, table);
  }
  if (goal.aim == Aim::up && goal.out_of_order == OutOfOrder::fail && !skipped.empty()) {
    return wants_none_skipped(current.number.value_or(-1), skipped);
  }
  return plan_of_others(goal, current, files, decided, skipped).map([&](Plan made) {
    return with_skipped(std::move(made), goal, current, skipped);
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
    if (step.is_late() && !is_atomic(step.file->script().segments)) {
      return cannot_be_late(*step.file);
    }
  }
  return {};
}

}  // namespace aweigh::migrate

#include "migrate/run/plan.h"

#include <algorithm>

namespace aweigh::migrate {

namespace {

using Aim = Goal::Aim;

/// How many of `known` are applied at `version`; nullopt: it is none of theirs.
std::optional<std::size_t> applied_at(std::optional<std::int64_t> version,
                                      std::span<const Migration> known) {
  if (!version) {
    return 0;
  }
  const auto at = std::ranges::find(known, *version, &Migration::version);
  return at == known.end() ? std::nullopt
                           : std::optional(static_cast<std::size_t>(at - known.begin()) + 1);
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

/// Where the goal lies, as a number of applied migrations, and how far it lies beyond the end.
struct Destination {
  std::size_t applied;
  std::int64_t missing = 0;
};

Result<Destination> destination_of(const Goal& goal, std::size_t applied,
                                   std::span<const Migration> known) {
  if (goal.aim == Aim::go_to) {
    const auto there = applied_at(goal.number, known);
    if (!there) {
      return fail(ExitCode::migration_failed,
                  "cannot go to version " + std::to_string(*goal.number) + ": it has no file");
    }
    return Destination{*there};
  }
  const std::size_t most = goal.aim == Aim::up ? known.size() - applied : applied;
  const std::size_t asked = goal.number ? static_cast<std::size_t>(*goal.number) : most;
  const std::size_t count = std::min(asked, most);
  return Destination{goal.aim == Aim::up ? applied + count : applied - count,
                     static_cast<std::int64_t>(asked - count)};
}

}  // namespace

Result<Plan> plan(const Goal& goal, const Version& current, const Files& files,
                  std::string_view table) {
  if (current.dirty) {  // the first words are golang-migrate's
    return fail(ExitCode::migration_failed,
                "Dirty database version " + std::to_string(current.number.value_or(-1)) +
                    ". Fix and force version. " + dirty_advice(current, files.up, table));
  }
  const auto applied = applied_at(current.number, files.up);
  Plan plan;
  if (!applied) {
    plan.ahead =
        goal.aim == Aim::up && goal.ahead_is_ok && *current.number > files.up.back().version;
    return plan.ahead ? Result<Plan>(plan) : no_file(*current.number, files.up);
  }
  const auto there = destination_of(goal, *applied, files.up);
  if (!there) {
    return error_of(there);
  }
  plan.missing = there->missing;
  for (std::size_t at = *applied; at < there->applied; ++at) {
    plan.steps.push_back({&files.up[at], Direction::up, files.up[at].version});
  }
  for (std::size_t at = *applied; at > there->applied; --at) {
    const Migration& up = files.up[at - 1];
    const auto down = std::ranges::find(files.down, up.version, &Migration::version);
    if (down == files.down.end()) {
      return no_down_file(up);
    }
    plan.steps.push_back({&*down, Direction::down,
                          at == 1 ? std::nullopt : std::optional(files.up[at - 2].version)});
  }
  return plan;
}

std::string ahead_words(std::optional<std::int64_t> version) {
  return "the database is at " + version_words(version) + ", newer than all migrations here";
}

Result<void> all_found(const Plan& plan) {
  if (plan.missing == 0) {
    return {};
  }
  return fail(ExitCode::migration_failed,
              plan.steps.empty()
                  ? "cannot migrate: there is no further migration; file does not exist"
                  : "there were fewer migrations than asked for: limit " +
                        std::to_string(plan.missing) + " short");
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

std::string undone_advice(const Step& down) {
  return down.file->file +
         " has not finished; see what it has done, then run\n    aweigh migrate "
         "force " +
         std::to_string(down.after.value_or(-1)) +
         "  # once you have completed it\n    aweigh migrate force " +
         std::to_string(down.file->version) + "  # or put back what it has removed";
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

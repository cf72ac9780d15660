#include "options/table.h"

#include <algorithm>
#include <array>

#include "base/duration.h"
#include "options/migrating_rows.h"
#include "options/set_field.h"
#include "options/setters.h"
#include "options/telling_rows.h"
#include "text/split.h"

// The option table. The parser, the variables and the help texts are made from its rows.

namespace aweigh {
namespace {

using Takes = OptionRow::Takes;

constexpr std::array kWaitingRows = {
    OptionRow{.long_name = "wait",
              .short_name = "w",
              .value_name = "TARGET",
              .takes = Takes::many_values,
              .section = "Waiting",
              .help = "a target to wait for; repeatable; all at the same time",
              .actions = "run wait check lock",
              .hides_value = true,
              .set = take_target},
    OptionRow{.long_name = "any",
              .value_name = "'[N: ]TARGETS'",
              .takes = Takes::many_values,
              .section = "Waiting",
              .help = "of these targets, in quotes, one is enough, or N; repeatable",
              .actions = "run wait check lock",
              .hides_value = true,
              .set = take_any},
    OptionRow{.long_name = "timeout",
              .short_name = "t",
              .value_name = "D",
              .section = "Waiting",
              .fallback = "60s",
              .help = "for the whole wait; 0 is one attempt, none is no limit",
              .set = set_duration<&Options::wait, &WaitOptions::limits, &WaitLimits::timeout>},
    OptionRow{.long_name = "attempt-timeout",
              .value_name = "D",
              .section = "Waiting",
              .fallback = "5s",
              .help = "for one attempt: name lookup, connect, handshake and answer together",
              .set = set_limit<&Options::wait, &WaitOptions::limits, &WaitLimits::attempt_timeout>},
    OptionRow{.long_name = "interval",
              .value_name = "D",
              .section = "Waiting",
              .fallback = "10ms",
              .help = "shortest pause between attempts",
              .actions = "run wait migrate lock",
              .set = set_interval<&Options::wait, &WaitOptions::limits, &WaitLimits::backoff,
                                  &BackoffLimits::shortest>},
    OptionRow{.long_name = "max-interval",
              .value_name = "D",
              .section = "Waiting",
              .fallback = "1s",
              .help = "longest pause between attempts",
              .actions = "run wait migrate lock",
              .set = set_interval<&Options::wait, &WaitOptions::limits, &WaitLimits::backoff,
                                  &BackoffLimits::longest>},
    OptionRow{.long_name = "stable-for",
              .value_name = "D",
              .section = "Waiting",
              .fallback = "0",
              .help = "how long a target must stay ready before it counts",
              .actions = "run wait migrate lock",
              .set = set_duration<&Options::wait, &WaitOptions::limits, &WaitLimits::stable_for>},
    OptionRow{
        .long_name = "rejection-grace",
        .value_name = "D",
        .section = "Waiting",
        .fallback = "10s",
        .help = "how long a rejection (wrong password, no such database) is retried",
        .actions = "run wait migrate lock",
        .set = set_duration<&Options::wait, &WaitOptions::limits, &WaitLimits::rejection_grace>},
    OptionRow{.long_name = "fail-fast",
              .takes = Takes::nothing,
              .section = "Waiting",
              .help = "the first rejection ends the wait: --rejection-grace 0",
              .actions = "run wait migrate lock",
              .set = [](Options& o, std::string_view) -> Result<void> {
                o.wait.limits.rejection_grace = Duration::zero();
                return {};
              }},
    OptionRow{.long_name = "start-anyway",
              .takes = Takes::nothing,
              .section = "Waiting",
              .help = "when the wait fails, warn and go on",
              .actions = "run",
              .set = set_true<&Options::wait, &WaitOptions::start_anyway>},
};

constexpr std::array kServiceRows = {
    OptionRow{.long_name = "init",
              .value_name = "auto|always|never",
              .section = "Running",
              .fallback = "auto",
              .help = "auto: supervise when this is PID 1, else exec the command in place",
              .set = take_init_mode},
    OptionRow{
        .long_name = "group",
        .short_name = "g",
        .takes = Takes::nothing,
        .section = "Running",
        .help = "forward signals to the service's whole process group",
        .actions = "run",
        .set =
            set_true<&Options::service, &ServiceOptions::supervision, &SupervisorOptions::group>},
    OptionRow{.long_name = "rewrite",
              .value_name = "FROM:TO",
              .takes = Takes::many_values,
              .section = "Running",
              .help = "rewrite a signal before it is forwarded (TERM:QUIT); 0 drops it; repeatable",
              .actions = "run",
              .set = take_rewrite},
    OptionRow{
        .long_name = "grace",
        .value_name = "D",
        .section = "Running",
        .fallback = "none",
        .help = "KILL what has not ended D after TERM; what outlives the service gets TERM first",
        .actions = "run",
        .set = set_duration<&Options::service, &ServiceOptions::supervision,
                            &SupervisorOptions::grace>},
    OptionRow{.long_name = "term-delay",
              .value_name = "D",
              .section = "Running",
              .fallback = "0",
              .help = "the service gets its first TERM D later; another one at once",
              .actions = "run",
              .set = set_delay<&Options::service, &ServiceOptions::supervision,
                               &SupervisorOptions::term_delay>},
    OptionRow{.long_name = "map-exit",
              .value_name = "FROM:TO",
              .takes = Takes::many_values,
              .section = "Running",
              .help = "map the service's exit code (143:0); repeatable",
              .actions = "run",
              .set = take_exit_map},
    OptionRow{.long_name = "user",
              .short_name = "u",
              .value_name = "USER[:GROUP]",
              .section = "Running",
              .help = "run the service as USER, names or numbers",
              .actions = "run",
              .set = set_text<&Options::service, &ServiceOptions::user>},
    OptionRow{.long_name = "chown",
              .value_name = "PATH",
              .takes = Takes::many_values,
              .section = "Running",
              .help = "give PATH, and what lies below it, to --user first; repeatable",
              .actions = "run",
              .set = [](Options& o, std::string_view v) { return take_path(o.service.chown, v); }},
    OptionRow{.long_name = "chdir",
              .short_name = "C",
              .value_name = "DIR",
              .section = "Running",
              .help = "run the service in DIR",
              .actions = "run",
              .set = set_text<&Options::service, &ServiceOptions::directory>},
    OptionRow{.long_name = "no-new-privs",
              .takes = Takes::nothing,
              .section = "Running",
              .help = "the service gains no rights by set-user-ID programs",
              .actions = "run",
              .set = set_true<&Options::service, &ServiceOptions::no_new_privs>},
    OptionRow{.long_name = "pdeath-signal",
              .value_name = "SIG",
              .section = "Running",
              .help = "the signal that the service gets when aweigh dies",
              .actions = "run",
              .set = take_pdeath_signal},
    OptionRow{
        .long_name = "secret",
        .value_name = "NAME",
        .takes = Takes::many_values,
        .section = "Running",
        .help = "set NAME from the file that NAME_FILE names; repeatable",
        .comes_first = true,
        .set = [](Options& o, std::string_view v) { return take_variable_name(o.secrets, v); }},
    OptionRow{.long_name = "unset",
              .value_name = "NAME",
              .takes = Takes::many_values,
              .section = "Running",
              .help = "remove NAME from the service's environment; repeatable",
              .actions = "run",
              .set = [](Options& o,
                        std::string_view v) { return take_variable_name(o.service.unset, v); }},
    OptionRow{.long_name = "env-file",
              .value_name = "FILE",
              .takes = Takes::many_values,
              .section = "Running",
              .help = "add the NAME=value lines of FILE to the environment; repeatable",
              .comes_first = true,
              .set = [](Options& o, std::string_view v) -> Result<void> {
                o.env_files.emplace_back(v);
                return {};
              }},
};

template <std::size_t... sizes>
constexpr auto joined(const std::array<OptionRow, sizes>&... parts) {
  std::array<OptionRow, (sizes + ...)> all{};
  auto at = all.begin();
  ((at = std::ranges::copy(parts, at).out), ...);
  return all;
}

/// Whether `name` is one of the words of `list`.
bool names(std::string_view list, std::string_view name) {
  while (!list.empty()) {
    const auto [first, rest] = cut(list, ' ');
    if (first == name) {
      return true;
    }
    list = rest;
  }
  return false;
}

constexpr auto kRows = joined(kWaitingRows, kMigratingRows, kServiceRows, kTellingRows);

}  // namespace

std::span<const OptionRow> option_rows() {
  return kRows;
}

std::string_view fallback_of(const OptionRow& row, const ActionRow& action) {
  const bool is_quiet = row.long_name == "log-level" && action.log_level == LogLevel::error;
  return is_quiet ? "error" : row.fallback;
}

bool is_of(const OptionRow& row, const ActionRow& action) {
  if (action.works_with_servers && (row.actions.empty() || row.of_plan)) {
    return true;
  }
  return row.actions == OptionRow::kEveryAction || names(row.actions, action.name);
}

bool is_of_plan_alone(const OptionRow& row, const ActionRow& action, std::string_view command) {
  const bool is_of_others =
      !names(row.actions, action.name) || (!command.empty() && !names(row.commands, command));
  return row.of_plan && is_of_others;
}

bool is_of_command(const OptionRow& row, std::string_view command) {
  return row.commands.empty() || row.of_plan || names(row.commands, command);
}

}  // namespace aweigh

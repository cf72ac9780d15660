#include "options/table.h"

#include <array>

#include "options/duration.h"

namespace aweigh {
namespace {

using Kinds = std::span<const TargetKind>;
using Takes = OptionRow::Takes;

std::string quoted(std::string_view text) {
  return '"' + std::string(text) + '"';
}

/// A duration that must be some time, but not for ever.
Result<void> take_interval(Duration& into, std::string_view text) {
  const auto length = parse_duration(text);
  if (!length || *length == kForever || *length == Duration::zero()) {
    return fail(ExitCode::usage, quoted(text) + " is no length of time (write 500ms, 2s or 1m)");
  }
  into = *length;
  return {};
}

Result<void> take_duration(Duration& into, std::string_view text) {
  const auto length = parse_duration(text);
  if (!length) {
    return fail(ExitCode::usage,
                quoted(text) + " is no duration (write 500ms, 2s, 1m30s, 1h or none)");
  }
  into = *length;
  return {};
}

template <class Choice>
struct Named {
  std::string_view name;
  Choice choice;
};

template <class Choice, std::size_t count>
Result<void> take_choice(Choice& into, std::string_view text,
                         const std::array<Named<Choice>, count>& choices) {
  std::string known;
  for (const auto& [name, choice] : choices) {
    if (name == text) {
      into = choice;
      return {};
    }
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  return fail(ExitCode::usage, quoted(text) + " is none of " + known);
}

constexpr std::array<Named<LogLevel>, 5> kLogLevels = {{{"trace", LogLevel::trace},
                                                        {"debug", LogLevel::debug},
                                                        {"info", LogLevel::info},
                                                        {"warn", LogLevel::warn},
                                                        {"error", LogLevel::error}}};
constexpr std::array<Named<LogFormat>, 3> kLogFormats = {
    {{"auto", LogFormat::text}, {"text", LogFormat::text}, {"json", LogFormat::json}}};
constexpr std::array<Named<InitMode>, 3> kInitModes = {
    {{"auto", InitMode::automatic}, {"always", InitMode::always}, {"never", InitMode::never}}};

/// A DSN without a scheme is libpq's `key=value key=value`.
Result<void> take_database(Options& options, std::string_view text, Kinds kinds) {
  const bool has_scheme =
      text.find("://") != std::string_view::npos || text.starts_with("postgres:");
  return parse_target((has_scheme ? "" : "postgres:") + std::string(text), kinds)
      .and_then([&](Target target) -> Result<void> {
        if (!target.kind->libpq_rules) {
          return fail(ExitCode::usage, "only PostgreSQL databases can be migrated");
        }
        options.database = std::move(target);
        return {};
      });
}

constexpr std::array kRows = {
    OptionRow{.long_name = "wait",
              .short_name = "w",
              .value_name = "TARGET",
              .takes = Takes::many_values,
              .section = "Waiting",
              .help = "a target to wait for; repeatable; all are probed at the same time",
              .set =
                  [](Options& o, std::string_view v, Kinds kinds) {
                    return parse_target(v, kinds).map(
                        [&](Target target) { o.targets.push_back(std::move(target)); });
                  }},
    OptionRow{.long_name = "timeout",
              .short_name = "t",
              .value_name = "D",
              .section = "Waiting",
              .fallback = "60s",
              .help = "for the whole wait; 0 is one attempt, none is no limit",
              .set = [](Options& o, std::string_view v,
                        Kinds) { return take_duration(o.limits.timeout, v); }},
    OptionRow{.long_name = "attempt-timeout",
              .value_name = "D",
              .section = "Waiting",
              .fallback = "5s",
              .help = "for one attempt: name lookup, connect, handshake and answer together",
              .set = [](Options& o, std::string_view v,
                        Kinds) { return take_duration(o.limits.attempt_timeout, v); }},
    OptionRow{.long_name = "interval",
              .value_name = "D",
              .section = "Waiting",
              .fallback = "10ms",
              .help = "shortest pause between attempts",
              .set = [](Options& o, std::string_view v,
                        Kinds) { return take_interval(o.limits.backoff.shortest, v); }},
    OptionRow{.long_name = "max-interval",
              .value_name = "D",
              .section = "Waiting",
              .fallback = "1s",
              .help = "longest pause between attempts",
              .set = [](Options& o, std::string_view v,
                        Kinds) { return take_interval(o.limits.backoff.longest, v); }},
    OptionRow{.long_name = "rejection-grace",
              .value_name = "D",
              .section = "Waiting",
              .fallback = "10s",
              .help = "how long a rejection (wrong password, no such database) is retried",
              .set = [](Options& o, std::string_view v,
                        Kinds) { return take_duration(o.limits.rejection_grace, v); }},
    OptionRow{.long_name = "fail-fast",
              .takes = Takes::nothing,
              .section = "Waiting",
              .help = "the first rejection ends the wait: --rejection-grace 0",
              .set = [](Options& o, std::string_view, Kinds) -> Result<void> {
                o.limits.rejection_grace = Duration::zero();
                return {};
              }},
    OptionRow{.long_name = "migrate",
              .short_name = "m",
              .value_name = "DIR",
              .section = "Migrating",
              .help = "apply the SQL migrations in DIR before the service starts",
              .run_only = true,
              .set = [](Options& o, std::string_view v, Kinds) -> Result<void> {
                o.migrations = std::string(v);
                return {};
              }},
    OptionRow{.long_name = "database",
              .value_name = "DSN",
              .section = "Migrating",
              .fallback = "$DATABASE_URL",
              .help = "the PostgreSQL database to migrate, URL or key=value; waited for by itself",
              .run_only = true,
              .set = take_database},
    OptionRow{.long_name = "lock-timeout",
              .value_name = "D",
              .section = "Migrating",
              .fallback = "5m",
              .help = "for getting the migration lock",
              .run_only = true,
              .set = [](Options& o, std::string_view v,
                        Kinds) { return take_duration(o.lock_timeout, v); }},
    OptionRow{
        .long_name = "init",
        .value_name = "MODE",
        .section = "Running",
        .fallback = "auto",
        .help = "auto: supervise when this is PID 1, else exec the command in place; always; never",
        .set = [](Options& o, std::string_view v,
                  Kinds) { return take_choice(o.init, v, kInitModes); }},
    OptionRow{.long_name = "log-level",
              .value_name = "LEVEL",
              .section = "Telling",
              .fallback = "info",
              .help = "trace, debug, info, warn or error",
              .set = [](Options& o, std::string_view v,
                        Kinds) { return take_choice(o.log_level, v, kLogLevels); }},
    OptionRow{.long_name = "quiet",
              .short_name = "q",
              .takes = Takes::nothing,
              .section = "Telling",
              .help = "errors only: --log-level error",
              .set = [](Options& o, std::string_view, Kinds) -> Result<void> {
                o.log_level = LogLevel::error;
                return {};
              }},
    OptionRow{.long_name = "log-format",
              .value_name = "FORMAT",
              .section = "Telling",
              .fallback = "auto",
              .help = "auto, text or json",
              .set = [](Options& o, std::string_view v,
                        Kinds) { return take_choice(o.log_format, v, kLogFormats); }},
    OptionRow{.long_name = "help",
              .short_name = "h",
              .takes = Takes::nothing,
              .section = "Telling",
              .help = "this text",
              .has_variable = false,
              .set = [](Options& o, std::string_view, Kinds) -> Result<void> {
                o.action = Action::help;
                return {};
              }},
    OptionRow{.long_name = "version",
              .short_name = "V",
              .takes = Takes::nothing,
              .section = "Telling",
              .help = "the version",
              .has_variable = false,
              .set = [](Options& o, std::string_view, Kinds) -> Result<void> {
                o.action = Action::version;
                return {};
              }},
};

}  // namespace

std::span<const OptionRow> option_rows() {
  return kRows;
}

}  // namespace aweigh

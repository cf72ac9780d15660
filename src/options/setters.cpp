#include "options/setters.h"

#include <array>
#include <utility>

#include "target/parse.h"
#include "text/number.h"
#include "text/words.h"

// The values of options: their text into their fields. The rows of the table call these.

namespace aweigh {
namespace {

/// What the placeholders of a target stand for.
Lookup lookup_in(const Environment& environment) {
  return [&environment](std::string_view name) { return look_up(environment, name); };
}

std::string quoted(std::string_view text) {
  return '"' + std::string(text) + '"';
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
constexpr std::array<Named<OutputFormat>, 2> kOutputFormats = {
    {{"text", OutputFormat::text}, {"json", OutputFormat::json}}};
constexpr std::array<Named<InitMode>, 3> kInitModes = {
    {{"auto", InitMode::automatic}, {"always", InitMode::always}, {"never", InitMode::never}}};

constexpr std::array<Named<bool>, 2> kIfAhead = {{{"fail", false}, {"ok", true}}};
using TimeFormat = NewFiles::TimeFormat;
constexpr std::array<Named<TimeFormat>, 3> kTimeFormats = {
    {{"20060102150405", TimeFormat::digits},
     {"unix", TimeFormat::unix_seconds},
     {"unixNano", TimeFormat::unix_nanoseconds}}};

/// "FROM:TO", each side through `parse`.
template <class Parse>
auto parse_pair(std::string_view text, Parse parse)
    -> std::optional<std::pair<std::size_t, std::uint8_t>> {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) {
    return std::nullopt;
  }
  const std::optional<int> from = parse(text.substr(0, colon));
  const std::optional<int> to = parse(text.substr(colon + 1));
  if (!from || !to) {
    return std::nullopt;
  }
  return std::pair(static_cast<std::size_t>(*from), static_cast<std::uint8_t>(*to));
}

}  // namespace

Result<void> take_target(Options& options, std::string_view text) {
  return parse_target(text, options.vocabulary.kinds, lookup_in(options.environment))
      .map([&](Target target) { options.wait.targets.push_back(std::move(target)); });
}

Result<void> take_database(Options& options, std::string_view text) {
  for (const std::string_view driver : {"pgx://", "pgx4://", "pgx5://"}) {
    if (text.starts_with(driver)) {
      return take_database(options, "postgres://" + std::string(text.substr(driver.size())));
    }
  }
  const bool has_scheme =
      text.find("://") != std::string_view::npos || text.starts_with("postgres:");
  return parse_target((has_scheme ? "" : "postgres:") + std::string(text), options.vocabulary.kinds,
                      lookup_in(options.environment))
      .and_then([&](Target target) -> Result<void> {
        if (target.kind->shape != Shape::libpq) {
          return fail(ExitCode::usage, "only PostgreSQL databases can be migrated");
        }
        options.migrate.database = std::move(target);
        return {};
      });
}

Result<void> take_program(std::vector<std::string>& into, std::string_view text) {
  auto words = split_words(text);
  if (!words) {
    return fail(ExitCode::usage, "a quote is not closed");
  }
  if (words->empty() || words->front().empty()) {
    return fail(ExitCode::usage, "it names no program (write 'python manage.py migrate')");
  }
  into = std::move(*words);
  return {};
}

Result<void> take_rewrite(Options& options, std::string_view text) {
  const auto pair = parse_pair(text, [](std::string_view signal) {
    return signal == "0" ? std::optional(0) : parse_signal(signal);
  });
  if (!pair || pair->first == 0) {
    return fail(ExitCode::usage,
                quoted(text) + " is no pair of signals (write TERM:QUIT, or USR1:0)");
  }
  options.service.supervision.rewrite[pair->first] = pair->second;
  return {};
}

Result<void> take_exit_map(Options& options, std::string_view text) {
  const auto pair =
      parse_pair(text, [](std::string_view code) { return parse_whole(code, 0, 255); });
  if (!pair) {
    return fail(ExitCode::usage, quoted(text) + " is no pair of exit codes (write 143:0)");
  }
  options.service.supervision.exit_map[pair->first] = pair->second;
  return {};
}

Result<void> take_pdeath_signal(Options& options, std::string_view text) {
  const auto signal = parse_signal(text);
  if (!signal) {
    return fail(ExitCode::usage, quoted(text) + " is no signal (write TERM or 15)");
  }
  options.service.pdeath_signal = *signal;
  return {};
}

Result<void> take_variable_name(std::vector<std::string>& into, std::string_view text) {
  if (text.empty() || text.find('=') != std::string_view::npos) {
    return fail(ExitCode::usage, "it is no name of a variable");  // NAME=secret, perhaps
  }
  into.emplace_back(text);
  return {};
}

Result<void> take_log_level(Options& options, std::string_view text) {
  return take_choice(options.log.level, text, kLogLevels);
}

Result<void> take_log_format(Options& options, std::string_view text) {
  return take_choice(options.log.format, text, kLogFormats);
}

Result<void> take_output(Options& options, std::string_view text) {
  return take_choice(options.output, text, kOutputFormats);
}

Result<void> take_if_ahead(Options& options, std::string_view text) {
  return take_choice(options.migrate.ahead_is_ok, text, kIfAhead);
}

Result<void> take_digits(Options& options, std::string_view text) {
  constexpr unsigned kMost = 18;  // a version fits a bigint
  const auto digits = parse_whole(text, 1U, kMost);
  if (!digits) {
    return fail(ExitCode::usage, quoted(text) + " is no number from 1 to " + std::to_string(kMost));
  }
  options.migrate.command.files.digits = *digits;
  return {};
}

Result<void> take_time_format(Options& options, std::string_view text) {
  options.migrate.command.files.names_format = true;
  return take_choice(options.migrate.command.files.format, text, kTimeFormats);
}

Result<void> take_init_mode(Options& options, std::string_view text) {
  return take_choice(options.service.init, text, kInitModes);
}

}  // namespace aweigh

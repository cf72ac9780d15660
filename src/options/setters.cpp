#include "options/setters.h"

#include <algorithm>
#include <array>
#include <utility>

#include "target/parse.h"
#include "text/case.h"
#include "text/nearest.h"
#include "text/number.h"
#include "text/scheme.h"
#include "text/split.h"
#include "text/words.h"

// The values of options: their text into their fields. The rows of the table call these.

namespace aweigh {
namespace {

/// What the placeholders of a target stand for.
Lookup lookup_in(Options& options) {
  return [&options](std::string_view name) {
    return look_up(options.environment, name).map([&](Found found) {
      add_warning(options.warnings, found.warning);
      return std::move(found.value);
    });
  };
}

tl::unexpected<Error> only_postgres() {
  return fail(ExitCode::usage,
              "only PostgreSQL databases can be migrated; lock and --migrate-command take MySQL's, "
              "too: mysql://user:password@host:3306/database");
}

/// Whether a DSN that begins with that scheme is of a database that can be named, or was meant to
/// be.
bool is_of_database(std::string_view scheme, std::span<const TargetKind> kinds) {
  Nearest nearest(scheme);
  return std::ranges::any_of(kinds, [&](const TargetKind& kind) {
    if (kind.engine == nullptr && !kind.left_out) {  // of the latter parse_target() tells
      return false;
    }
    nearest.offer(kind.scheme);
    std::ranges::for_each(kind.aliases, [&](std::string_view alias) { nearest.offer(alias); });
    return kind.is_called(scheme) || !nearest.found().empty();
  });
}

/// What a DSN begins with, Java's `jdbc:` left out: "postgresql".
std::string_view scheme_of(std::string_view dsn) {
  const auto [first, behind] = cut(dsn, ':');
  return same_in_any_case(first, "jdbc") ? cut(behind, ':').first : first;
}

/// user:password@tcp(host:3306)/db, as Go's driver of MySQL takes it.
bool is_go_mysql(std::string_view dsn) {
  return dsn.find("@tcp(") != std::string_view::npos ||
         dsn.find("@unix(") != std::string_view::npos;
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
    if (same_in_any_case(name, text)) {
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
    {{"auto", LogFormat::automatic}, {"text", LogFormat::text}, {"json", LogFormat::json}}};
constexpr std::array<Named<OutputFormat>, 2> kOutputFormats = {
    {{"text", OutputFormat::text}, {"json", OutputFormat::json}}};
constexpr std::array<Named<InitMode>, 3> kInitModes = {
    {{"auto", InitMode::automatic}, {"always", InitMode::always}, {"never", InitMode::never}}};

constexpr std::array<Named<bool>, 2> kIfAhead = {{{"fail", false}, {"ok", true}}};
constexpr std::array<Named<OutOfOrder>, 3> kOutOfOrder = {
    {{"warn", OutOfOrder::warn}, {"fail", OutOfOrder::fail}, {"apply", OutOfOrder::apply}}};
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
  return parse_target(text, options.vocabulary.kinds, lookup_in(options)).map([&](Target target) {
    options.wait.targets.push_back(std::move(target));
  });
}

/// Only what begins with `#table=` is no part of the path.
Result<void> take_directory(Options& options, std::string_view text) {
  constexpr std::string_view kTable = "#table=";
  const std::size_t mark = text.rfind(kTable);
  MigrationDirectory directory{.path = std::string(text.substr(0, mark))};
  if (directory.path.empty()) {
    return fail(ExitCode::usage, "it names no directory");
  }
  if (mark != std::string_view::npos) {
    const std::string_view name = text.substr(mark + kTable.size());
    const std::size_t dot = name.find('.');
    const bool has_schema = dot != std::string_view::npos;
    directory.schema = name.substr(0, has_schema ? dot : 0);
    directory.table = name.substr(has_schema ? dot + 1 : 0);
    if (directory.table.empty() || (has_schema && directory.schema.empty()) ||
        directory.table.find('.') != std::string::npos ||
        name.find('"') != std::string_view::npos) {
      return fail(ExitCode::usage,
                  quoted(name) + " is no name of a table (write DIR#table=NAME or SCHEMA.NAME)");
    }
  }
  options.migrate.directories.push_back(std::move(directory));
  return {};
}

Result<void> take_database(Options& options, std::string_view text) {
  if (text.empty()) {
    return fail(ExitCode::usage, "it is empty");
  }
  const auto kinds = options.vocabulary.kinds;
  const bool is_url = text.find("://") < text.find('=');  // a password may hold a ://
  const bool is_of_ours = is_of_database(scheme_of(text), kinds);
  if (is_go_mysql(text) || (is_url && is_scheme(scheme_of(text)) && !is_of_ours)) {
    return only_postgres();
  }
  // A placeholder and nothing else is read from its value.
  const bool has_scheme =
      is_url || is_of_ours || (text.rfind("${") == 0 && text.find('}') == text.size() - 1);
  return parse_target((has_scheme ? "" : "postgres:") + std::string(text), kinds,
                      lookup_in(options))
      .and_then([&](Target target) -> Result<void> {
        if (target.kind->engine == nullptr) {
          return only_postgres();
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

Result<void> take_path(std::vector<std::string>& into, std::string_view text) {
  if (text.empty()) {
    return fail(ExitCode::usage, "it names no path");
  }
  into.emplace_back(text);
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
  const bool is_long = same_in_any_case(text, "warning");  // as many programs call it
  return take_choice(options.log.level, is_long ? "warn" : text, kLogLevels);
}

Result<void> take_log_format(Options& options, std::string_view text) {
  return take_choice(options.log.format, text, kLogFormats);
}

Result<void> take_output(Options& options, std::string_view text) {
  return take_choice(options.output, text, kOutputFormats);
}

Result<void> take_report(Options& options, std::string_view text) {
  if (!text.ends_with(".json") && !text.ends_with(".svg")) {
    return fail(ExitCode::usage, quoted(text) +
                                     " is no name of a report (write FILE.json or "
                                     "FILE.svg)");
  }
  options.report = text;
  return {};
}

Result<void> take_if_ahead(Options& options, std::string_view text) {
  return take_choice(options.migrate.ahead_is_ok, text, kIfAhead);
}

Result<void> take_out_of_order(Options& options, std::string_view text) {
  return take_choice(options.migrate.out_of_order, text, kOutOfOrder);
}

/// No name that git gives begins so; git would read it as an option.
Result<void> take_against(Options& options, std::string_view text) {
  if (text.empty() || text.starts_with('-')) {
    return fail(ExitCode::usage,
                quoted(text) + " is no revision of git (write a branch, a tag or a commit)");
  }
  options.migrate.against = text;
  return {};
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

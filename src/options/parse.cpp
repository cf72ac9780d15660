#include <algorithm>
#include <map>

#include "options/command_line.h"
#include "options/help.h"
#include "options/options.h"
#include "options/table.h"
#include "options/words.h"

namespace aweigh {
namespace {

using Takes = OptionRow::Takes;
using Variables = std::map<std::string_view, std::string_view>;

constexpr std::string_view kPrefix = "AWEIGH_";

/// `max-interval` is AWEIGH_MAX_INTERVAL.
std::string variable_of(const OptionRow& row) {
  std::string name(kPrefix);
  for (const char c : row.long_name) {
    name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

Variables read_environment(std::span<const char* const> environment) {
  Variables variables;
  for (const std::string_view entry : environment) {
    const auto equals = entry.find('=');
    if (equals != std::string_view::npos) {
      variables.emplace(entry.substr(0, equals), entry.substr(equals + 1));
    }
  }
  return variables;
}

/// The value of a variable; an empty one counts as unset, as compose files write `${TIMEOUT:-}`.
std::string_view value_of(const Variables& variables, std::string_view name) {
  const auto found = variables.find(name);
  return found == variables.end() ? std::string_view() : found->second;
}

Result<std::vector<std::string>> values_in(const OptionRow& row, std::string_view text) {
  if (row.takes == Takes::one_value) {
    return std::vector<std::string>{std::string(text)};
  }
  if (row.takes == Takes::many_values) {
    auto words = split_words(text);
    return words ? Result<std::vector<std::string>>(std::move(*words))
                 : fail(ExitCode::usage, "a quote is not closed");
  }
  for (const std::string_view yes : {"1", "true", "yes", "on"}) {
    if (text == yes) {
      return std::vector<std::string>{"true"};
    }
  }
  for (const std::string_view no : {"0", "false", "no", "off"}) {
    if (text == no) {
      return std::vector<std::string>();
    }
  }
  return fail(ExitCode::usage, "it is neither true nor false");
}

std::string quoted_for_libpq(std::string_view value) {
  std::string quoted = "'";
  for (const char c : value) {
    quoted += c == '\'' || c == '\\' ? "\\" : "";
    quoted += c;
  }
  return quoted + "'";
}

/// Reads one command line and one environment into one Options.
class Reader {
 public:
  Reader(Action action, std::span<const char* const> environment, std::span<const TargetKind> kinds)
      : variables_(read_environment(environment)), kinds_(kinds) {
    options_.action = action;
    if (action == Action::check) {  // its result goes to stdout; how it came about interests few
      options_.log_level = LogLevel::error;
    }
  }

  Result<Options> read(std::span<const char* const> words) {
    return sort_words(options_.action, words)
        .and_then([&](const CommandLine& line) {
          warn_of_unknown_variables();
          return take_variables(line).and_then([&] { return take_words(line); }).and_then([&] {
            return check();
          });
        })
        .map([&] { return std::move(options_); });
  }

 private:
  Result<void> take(const OptionRow& row, const std::string& source, const std::string& value) {
    return row.set(options_, value, kinds_).map_error([&](Error error) {
      error.message = "cannot read " + source + ": " + error.message;
      return error;
    });
  }

  Result<void> take_variables(const CommandLine& line) {
    for (const OptionRow* row : rows_of(options_.action)) {
      const std::string name = variable_of(*row);
      const std::string_view text = value_of(variables_, name);
      const bool replaced =
          line.values.contains(row) || (row->takes == Takes::many_values && !line.targets.empty());
      if (text.empty() || replaced || !row->has_variable) {
        continue;
      }
      const auto values = values_in(*row, text);
      if (!values) {
        return fail(ExitCode::usage, "cannot read " + name + ": " + values.error().message);
      }
      for (const std::string& value : *values) {
        if (auto taken = take(*row, name, value); !taken) {
          return taken;
        }
      }
    }
    return {};
  }

  Result<void> take_words(const CommandLine& line) {
    const Action action = options_.action;
    for (const OptionRow* row : rows_of(action)) {
      const auto values = line.values.find(row);
      if (values == line.values.end()) {
        continue;
      }
      for (const std::string& value : values->second) {
        if (auto taken = take(*row, "--" + std::string(row->long_name), value); !taken) {
          return taken;
        }
      }
    }
    for (std::size_t at = 0; at < line.targets.size(); ++at) {
      auto target = parse_target(line.targets[at], kinds_);
      if (!target) {
        return fail(ExitCode::usage,
                    "cannot read target " + std::to_string(at + 1) + ": " + target.error().message);
      }
      options_.targets.push_back(std::move(*target));
    }
    options_.command = line.command;
    return {};
  }

  Result<void> check() {
    if (options_.action == Action::help || options_.action == Action::version) {
      return {};
    }
    if (options_.limits.attempt_timeout == Duration::zero()) {
      return fail(ExitCode::usage, "cannot use --attempt-timeout 0: no attempt could ever succeed");
    }
    if (options_.action == Action::check) {
      one_attempt(options_.limits);
    }
    if (options_.action != Action::run) {
      return options_.targets.empty() ? fail(ExitCode::usage, "nothing to wait for: name a TARGET")
                                      : Result<void>();
    }
    if (options_.command.empty()) {
      return fail(ExitCode::usage,
                  "no COMMAND to run: aweigh [OPTIONS] [--] COMMAND [ARG]...; to wait only: aweigh "
                  "wait TARGET...");
    }
    if (const std::string& word = options_.command.front();
        word.find("://") != std::string::npos || parse_target(word, kinds_)) {
      return fail(ExitCode::usage, "the command is a target? use -w: aweigh -w TARGET -- COMMAND");
    }
    return options_.migrations ? find_database() : Result<void>();
  }

  static void one_attempt(WaitLimits& limits) {
    if (limits.timeout > Duration::zero()) {
      limits.attempt_timeout = std::min(limits.attempt_timeout, limits.timeout);
    }
    limits.timeout = Duration::zero();
    limits.rejection_grace = Duration::zero();
  }

  /// `--migrate` without `--database`: DATABASE_URL, then libpq's own variables.
  Result<void> find_database() {
    if (options_.database) {
      return {};
    }
    const auto& row = *std::ranges::find(option_rows(), "database", &OptionRow::long_name);
    if (const auto url = value_of(variables_, "DATABASE_URL"); !url.empty()) {
      return take(row, "DATABASE_URL", std::string(url));
    }
    std::string dsn;  // what these name is spelt out, so that the log can name it too
    for (const auto& [name, keyword] :
         {std::pair("PGHOST", "host"), {"PGPORT", "port"}, {"PGDATABASE", "dbname"}}) {
      if (const auto value = value_of(variables_, name); !value.empty()) {
        dsn += std::string(" ") + keyword + "=" + quoted_for_libpq(value);
      }
    }
    for (const char* name : {"PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE", "PGUSER"}) {
      if (!value_of(variables_, name).empty()) {
        return take(row, name, "postgres:" + dsn);
      }
    }
    return fail(ExitCode::usage,
                "--migrate needs a database: --database DSN, DATABASE_URL or PGHOST");
  }

  void warn_of_unknown_variables() {
    for (const auto& [name, value] : variables_) {
      const bool known = std::ranges::any_of(option_rows(), [&](const OptionRow& row) {
        return row.has_variable && variable_of(row) == name;
      });
      if (name.starts_with(kPrefix) && !known) {
        options_.warnings.push_back("unknown variable " + std::string(name) + " is ignored");
      }
    }
  }

  Variables variables_;
  std::span<const TargetKind> kinds_;
  Options options_;
};

/// A subcommand is one only as the very first word.
Action action_of(std::string_view word) {
  constexpr std::pair<std::string_view, Action> kWords[] = {{"wait", Action::wait},
                                                            {"check", Action::check},
                                                            {"help", Action::help},
                                                            {"version", Action::version}};
  const auto* const found =
      std::ranges::find(kWords, word, &std::pair<std::string_view, Action>::first);
  return found == std::end(kWords) ? Action::run : found->second;
}

/// Words that will be subcommands: a program of that name must not be run in their place today.
bool is_reserved(std::string_view word) {
  return word == "migrate" || word == "lock" || word == "install";
}

/// `help`, or `help TOPIC`.
Result<Options> help_on(std::span<const char* const> words, std::span<const TargetKind> kinds) {
  const Action topic = words.empty() ? Action::help : action_of(words.front());
  if (words.size() > 1 ||
      (topic != Action::help && topic != Action::wait && topic != Action::check)) {
    return fail(ExitCode::usage, "the topics of help are wait and check");
  }
  Options options;
  options.action = Action::help;
  options.help = help_text(topic, kinds);
  return options;
}

}  // namespace

Result<Options> parse_options(std::span<const char* const> argv,
                              std::span<const char* const> environment,
                              std::span<const TargetKind> kinds) {
  auto words = argv.subspan(std::min<std::size_t>(argv.size(), 1));
  const std::string first = words.empty() ? "" : words.front();
  if (is_reserved(first)) {
    return fail(ExitCode::usage, first +
                                     " is kept for a later version of aweigh; to run a program of "
                                     "that name: aweigh -- " +
                                     first);
  }
  const Action action = action_of(first);
  if (action != Action::run) {
    words = words.subspan(1);
  }
  if (action == Action::help) {
    return help_on(words, kinds);
  }
  if (action == Action::version) {
    Options options;
    options.action = action;
    return options;
  }
  auto options = Reader(action, environment, kinds).read(words);
  if (options && options->action == Action::help) {
    options->help = help_text(action, kinds);
  }
  return options;
}

}  // namespace aweigh

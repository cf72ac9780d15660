#include <algorithm>
#include <map>

#include "options/command_line.h"
#include "options/default_database.h"
#include "options/help.h"
#include "options/migrate_words.h"
#include "options/options.h"
#include "options/setters.h"
#include "options/table.h"
#include "options/variables.h"

namespace aweigh {
namespace {

using Takes = OptionRow::Takes;

/// Reads one command line and one environment into one Options.
class Reader {
 public:
  Reader(Action action, std::span<const char* const> environment, std::span<const TargetKind> kinds)
      : form_(action), kinds_(kinds) {
    options_.action = action;
    options_.environment = Environment(environment);
    // their result goes to stdout; how it came about interests few
    if (action == Action::check || action == Action::version) {
      options_.log_level = LogLevel::error;
    }
  }

  Result<Options> read(std::span<const char* const> words) {
    return sort_words(options_.action, words)
        .and_then([&](const CommandLine& line) {
          sort_variables();
          return take_command(line)
              .and_then([&] { return take_variables(line, true); })
              .and_then([&] { return take_words(line, true); })
              .and_then([&] { return extend_environment(); })
              .and_then([&] { return take_variables(line, false); })
              .and_then([&] { return take_words(line, false); })
              .and_then([&] { return take_operands_of(line); })
              .and_then([&] { return check_main_form(options_); })
              .and_then([&] { return check(); });
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

  /// What of the environment is ours: the values by option, and a warning for what belongs to none.
  /// An empty value counts as unset: compose files write ${TIMEOUT:-}.
  void sort_variables() {
    for (const std::string_view entry : options_.environment.entries()) {
      if (!entry.starts_with(kVariablePrefix)) {
        continue;
      }
      const std::string_view name = entry.substr(0, entry.find('='));
      const auto row = std::ranges::find_if(option_rows(), [name](const OptionRow& candidate) {
        return candidate.has_variable && variable_of(candidate) == name;
      });
      if (row == option_rows().end()) {
        options_.warnings.push_back("unknown variable " + std::string(name) + " is ignored");
      } else if (name.size() + 1 < entry.size()) {
        variables_[&*row] = entry.substr(name.size() + 1);
      }
    }
  }

  Result<void> take_variables(const CommandLine& line, bool first_ones) {
    for (const auto& [row, text] : variables_) {
      const bool replaced =
          line.values.contains(row) || (row->takes == Takes::many_values && !line.operands.empty());
      const bool taken_here = is_of(*row, options_.action) &&
                              (command_ == nullptr || is_of_command(*row, command_->name));
      if (replaced || row->comes_first != first_ones || !taken_here) {
        continue;
      }
      const std::string name = variable_of(*row);
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

  Result<void> take_words(const CommandLine& line, bool first_ones) {
    for (const auto& [row, values] : line.values) {
      if (row->comes_first != first_ones) {
        continue;
      }
      for (const std::string& value : values) {
        if (auto taken = take(*row, "--" + std::string(row->long_name), value); !taken) {
          return taken;
        }
      }
    }
    return {};
  }

  /// Which command of `migrate`: the options depend on it.
  Result<void> take_command(const CommandLine& line) {
    if (options_.action != Action::migrate) {
      return {};
    }
    return find_command(line).map([&](const MigrateRow* row) { command_ = row; });
  }

  /// The words that are neither options nor their values: of `wait` and `check` more targets, of
  /// `migrate` what follows the command's name, of `install` the path, of the main form the
  /// command.
  Result<void> take_operands_of(const CommandLine& line) {
    options_.command = line.command;
    if (form_ == Action::version && !line.operands.empty()) {
      return fail(ExitCode::usage, "version takes options only: aweigh version [--output json]");
    }
    if (options_.action == Action::help || options_.action == Action::version) {
      return {};
    }
    if (options_.action == Action::install) {
      return take_install_path(options_, line.operands);
    }
    if (command_ != nullptr) {
      return take_operands(options_.migrate, *command_, std::span(line.operands).subspan(1));
    }
    for (std::size_t at = 0; at < line.operands.size(); ++at) {
      if (auto taken = take_target(options_, line.operands[at], kinds_); !taken) {
        return fail(ExitCode::usage,
                    "cannot read target " + std::to_string(at + 1) + ": " + taken.error().message);
      }
    }
    return {};
  }

  Result<void> extend_environment() {
    Environment& environment = options_.environment;
    for (const std::string& path : options_.env_files) {
      const auto added = read_text_file(path).and_then(
          [&](const std::string& text) { return add_env_file(environment, text); });
      if (!added) {
        return fail(ExitCode::usage,
                    "cannot take --env-file " + path + ": " + added.error().message);
      }
    }
    for (const std::string& name : options_.secrets) {
      if (const auto added = add_secret(environment, name); !added) {
        return fail(ExitCode::usage, "cannot take --secret " + name + ": " + added.error().message);
      }
    }
    return {};
  }

  Result<void> check() {
    if (options_.action == Action::migrate) {
      return check_migrate();
    }
    if (options_.action == Action::wait || options_.action == Action::check) {
      return options_.targets.empty() ? fail(ExitCode::usage, "nothing to wait for: name a TARGET")
                                      : Result<void>();
    }
    if (!runs_command(options_.action)) {
      return {};
    }
    if (options_.command.empty()) {
      return fail(ExitCode::usage,
                  options_.action == Action::lock
                      ? "no COMMAND to run: aweigh lock [OPTIONS] [--] COMMAND [ARG]..."
                      : "no COMMAND to run: aweigh [OPTIONS] [--] COMMAND [ARG]...; to wait only: "
                        "aweigh wait TARGET...");
    }
    if (const std::string& word = options_.command.front();
        word.find(':') != std::string::npos &&
        (word.find("://") != std::string::npos || parse_target(word, kinds_, {}))) {
      return fail(ExitCode::usage, "the command is a target? use -w: aweigh -w TARGET -- COMMAND");
    }
    if (options_.init == InitMode::never && needs_supervisor(options_)) {
      return fail(
          ExitCode::usage,
          "--group, --rewrite, --grace, --map-exit and --pdeath-signal need the supervisor that "
          "--init never forbids");
    }
    if (options_.migrations && !options_.migrate_program.empty()) {
      return fail(ExitCode::usage,
                  "--migrate and --migrate-command exclude each other: who is to migrate?");
    }
    if (options_.action == Action::run && !options_.migrations &&
        options_.migrate_program.empty()) {
      options_.database.reset();
      return {};
    }
    return find_database();
  }

  Result<void> check_migrate() {
    if (command_ == nullptr) {
      return fail(ExitCode::usage, "migrate needs a command; see aweigh help migrate");
    }
    if (command_->needs_directory && !options_.migrations) {
      return fail(ExitCode::usage, "migrate " + std::string(command_->name) +
                                       " needs the directory of the migrations: -m DIR");
    }
    if (!command_->needs_database) {
      options_.database.reset();
      return {};
    }
    return find_database();
  }

  Result<void> find_database() {
    if (options_.database) {
      return {};
    }
    const auto& row = *std::ranges::find(option_rows(), "database", &OptionRow::long_name);
    return default_database(options_.environment).and_then([&](const NamedDsn& dsn) {
      return take(row, dsn.source, dsn.text);
    });
  }

  Action form_;  // as the first word has it: --help and --version are actions, too
  std::span<const TargetKind> kinds_;
  std::map<const OptionRow*, std::string> variables_;  // in the order of the table
  const MigrateRow* command_ = nullptr;                // nullptr: none, or not `migrate`
  Options options_;
};

/// A subcommand is one only as the very first word.
Action action_of(std::string_view word) {
  constexpr std::pair<std::string_view, Action> kWords[] = {
      {"wait", Action::wait},      {"check", Action::check},     {"migrate", Action::migrate},
      {"lock", Action::lock},      {"install", Action::install}, {"help", Action::help},
      {"version", Action::version}};
  const auto* const found =
      std::ranges::find(kWords, word, &std::pair<std::string_view, Action>::first);
  return found == std::end(kWords) ? Action::run : found->second;
}

}  // namespace

bool needs_supervisor(const Options& options) {
  return options.supervision != Supervision() || options.pdeath_signal != 0;
}

Result<Options> parse_options(std::span<const char* const> argv,
                              std::span<const char* const> environment,
                              std::span<const TargetKind> kinds) {
  auto words = argv.subspan(std::min<std::size_t>(argv.size(), 1));
  const Action action = action_of(words.empty() ? "" : words.front());
  if (action != Action::run) {
    words = words.subspan(1);
  }
  if (action == Action::help) {
    return help_on(words, kinds).map([](std::string text) {
      Options options;
      options.action = Action::help;
      options.help = std::move(text);
      return options;
    });
  }
  Result<std::vector<std::string>> own_spelling;
  std::vector<const char*> own_words;
  if (action == Action::migrate) {
    own_spelling = from_golang_migrate(words);
    if (!own_spelling) {
      return error_of(own_spelling);
    }
    for (const std::string& word : *own_spelling) {
      own_words.push_back(word.c_str());
    }
    words = own_words;
  }
  auto options = Reader(action, environment, kinds).read(words);
  if (options && options->action == Action::help) {
    options->help = help_text(action, kinds);
  }
  return options;
}

}  // namespace aweigh

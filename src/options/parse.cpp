#include <algorithm>
#include <map>

#include "options/action.h"
#include "options/options.h"
#include "options/table.h"
#include "options/variables.h"
#include "options/words.h"
#include "text/split.h"

// From words and variables to Options: which value wins, and in which order they are read.
// aweigh.cpp calls it once; what an action asks of its own operands is in src/actions.

namespace aweigh {
namespace {

using Takes = OptionRow::Takes;

/// Reads one command line and one environment into one Options.
class Reader {
 public:
  Reader(const ActionRow& action, std::span<const char* const> environment,
         const Vocabulary& vocabulary) {
    options_.vocabulary = vocabulary;
    options_.action = &action;
    options_.environment = Environment(environment);
    options_.log.level = action.log_level;
  }

  Result<Options> read(std::span<const char* const> words) {
    return sort_words(*options_.action, words)
        .and_then([&](SortedWords sorted) {
          words_ = std::move(sorted);
          sort_variables();
          return take_command_name();
        })
        .and_then([&] { return take_values(true); })
        .and_then([&] { return extend_environment(); })
        .and_then([&] { return take_values(false); })
        .and_then([&] { return take_operands(); })
        .map([&] { return std::move(options_); });
  }

 private:
  /// What of the environment is ours: the values by option, and a warning for what belongs to none.
  /// An empty value counts as unset: compose files write ${TIMEOUT:-}.
  void sort_variables() {
    for (const std::string_view entry : options_.environment.entries()) {
      if (!entry.starts_with(kVariablePrefix)) {
        continue;
      }
      const auto [name, value] = cut(entry, '=');
      const auto row = std::ranges::find_if(option_rows(), [&](const OptionRow& candidate) {
        return candidate.has_variable && variable_of(candidate) == name;
      });
      if (row == option_rows().end()) {
        if (!is_of_service(name)) {
          options_.warnings.push_back("unknown variable " + std::string(name) + " is ignored");
        }
      } else if (!value.empty() && is_of(*row, *options_.action)) {
        variables_[&*row] = value;
      }
    }
  }

  /// An action's own command decides which options there are.
  Result<void> take_command_name() {
    if (options_.action->command_of == nullptr || words_.operands.empty()) {
      return {};
    }
    const auto command = options_.action->command_of(words_.operands);
    if (!command) {
      return error_of(command);
    }
    std::erase_if(variables_,
                  [&](const auto& variable) { return !is_of_command(*variable.first, *command); });
    for (const auto& [row, values] : words_.values) {
      if (!is_of_command(*row, *command)) {
        return fail(ExitCode::usage, std::string(options_.action->name) + " " +
                                         std::string(*command) + " takes no --" +
                                         std::string(row->long_name));
      }
    }
    return {};
  }

  Result<void> take_values(bool first_ones) {
    for (const auto& [row, text] : variables_) {
      if (row->comes_first == first_ones && !is_replaced(*row)) {
        if (auto taken = take_variable(*row, text); !taken) {
          return taken;
        }
      }
    }
    for (const auto& [row, values] : words_.values) {
      if (row->comes_first == first_ones) {
        if (auto taken = take(*row, "--" + std::string(row->long_name), values); !taken) {
          return taken;
        }
      }
    }
    return {};
  }

  /// Whether the command line has what the variable says, too.
  [[nodiscard]] bool is_replaced(const OptionRow& row) const {
    return words_.values.contains(&row) || (options_.action->operands == Operands::targets &&
                                            row.long_name == "wait" && !words_.operands.empty());
  }

  Result<void> take_variable(const OptionRow& row, std::string_view text) {
    const std::string name = variable_of(row);
    const auto values = values_in(row, text);
    return values ? take(row, name, *values)
                  : fail(ExitCode::usage, "cannot read " + name + ": " + values.error().message);
  }

  Result<void> take(const OptionRow& row, const std::string& source, const Words& values) {
    for (const std::string& value : values) {
      if (const auto taken = row.set(options_, value); !taken) {
        return fail(taken.error().code, "cannot read " + source + ": " + taken.error().message);
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

  /// `wait --help` is `help wait`, and `wait --version` is `version`.
  Result<void> take_operands() {
    const auto actions = options_.vocabulary.actions;
    if (!options_.asks_for.empty()) {
      const bool on_this_action = options_.asks_for == "help" && options_.action != actions.front();
      words_.operands.clear();
      if (on_this_action) {
        words_.operands.emplace_back(options_.action->name);
      }
      options_.action = find_action(actions, options_.asks_for);
    }
    return options_.action->take(options_, words_.operands);
  }

  Options options_;
  SortedWords words_;
  std::map<const OptionRow*, std::string> variables_;  // in the order of the table
};

}  // namespace

bool needs_supervisor(const ServiceOptions& service) {
  return service.supervision != SupervisorOptions() || service.pdeath_signal != 0;
}

const ActionRow* find_action(std::span<const ActionRow* const> actions, std::string_view name) {
  const auto row = std::ranges::find(actions, name, &ActionRow::name);
  return row == actions.end() ? nullptr : *row;
}

Result<Options> parse_options(std::span<const char* const> argv,
                              std::span<const char* const> environment,
                              const Vocabulary& vocabulary) {
  auto words = argv.subspan(std::min<std::size_t>(argv.size(), 1));
  const ActionRow* action = vocabulary.actions.front();
  // An action is named by the very first word alone, and the main form by none.
  if (const ActionRow* named =
          words.empty() ? nullptr : find_action(vocabulary.actions.subspan(1), words.front())) {
    action = named;
    words = words.subspan(1);
  }
  Reader reader(*action, environment, vocabulary);
  if (action->respell == nullptr) {
    return reader.read(words);
  }
  const auto respelt = action->respell(words);
  if (!respelt) {
    return error_of(respelt);
  }
  std::vector<const char*> own;
  for (const std::string& word : *respelt) {
    own.push_back(word.c_str());
  }
  return reader.read(own);
}

}  // namespace aweigh

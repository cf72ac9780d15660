#include <algorithm>
#include <map>

#include "environment/environment.h"
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

/// "target 2 of 3: ", where there are several. The text itself may be a secret.
std::string place_in_list(const char* what, std::size_t at, std::size_t count) {
  return count == 1 ? "" : what + std::to_string(at + 1) + " of " + std::to_string(count) + ": ";
}

/// Reads one command line and one environment into one Options.
class Reader {
 public:
  Reader(const ActionRow& action, std::span<const char* const> environment,
         const Vocabulary& vocabulary, const Manner& manner)
      : manner_(manner) {
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
        .and_then([&] { return look_at_explain(); })
        .map([&] { return std::move(options_); });
  }

 private:
  /// What of the environment is ours: the values by option, and a warning for what belongs to none.
  /// An empty value counts as unset: compose files write ${TIMEOUT:-}.
  void sort_variables() {
    for (const std::string_view entry : options_.environment.entries()) {
      if (entry.starts_with(kVariablePrefix)) {
        sort_variable(entry);
      } else if (may_be_foreign(entry) && !is_understood(entry)) {
        warn(foreign_variable(cut(entry, '=').first));
      }
    }
    std::ranges::for_each(manner_.defaults,
                          [this](std::string_view entry) { sort_variable(entry); });
  }

  /// The first that says something of an option counts.
  void sort_variable(std::string_view entry) {
    const auto [name, value] = cut(entry, '=');
    const auto row = std::ranges::find_if(option_rows(), [&](const OptionRow& candidate) {
      return candidate.has_variable && variable_of(candidate) == name;
    });
    if (row == option_rows().end()) {
      if (!is_of_service(name) && name != kLockToken) {
        warn(unknown_variable(name));
      }
    } else if (!value.empty() && is_of(*row, *options_.action)) {
      variables_.try_emplace(&*row, value);
    }
  }

  [[nodiscard]] bool is_understood(std::string_view entry) const {
    return !manner_.variables.empty() && entry.starts_with(manner_.variables);
  }

  void warn(const std::string& words) { add_warning(options_.warnings, words); }

  /// An action's own command decides which options there are.
  Result<void> take_command_name() {
    if (options_.action->command_of == nullptr || words_.operands.empty()) {
      return {};
    }
    const auto command = options_.action->command_of(words_.operands);
    if (!command) {
      return error_of(command);
    }
    command_ = *command;
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
    const char* what = row.long_name == "wait" ? "target " : "value ";
    for (std::size_t at = 0; at < values.size(); ++at) {
      if (const auto taken = row.set(options_, values[at]); !taken) {
        return fail(taken.error().code, "cannot read " + source + ": " +
                                            place_in_list(what, at, values.size()) +
                                            taken.error().message);
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
      warn(added->empty() ? "" : "--env-file " + path + ": " + *added);
    }
    for (const std::string& name : options_.secrets) {
      const auto added = add_secret(environment, name);
      if (!added) {
        return fail(ExitCode::usage, "cannot take --secret " + name + ": " + added.error().message);
      }
      warn(*added);
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
      options_.explain = false;
    } else if (auto fine = expect_no_action_word(); !fine) {
      return fine;
    }
    return options_.action->take(options_, words_.operands);
  }

  /// `-t 5 wait db:5432` was meant as `wait -t 5 db:5432`, and would run a program called wait.
  [[nodiscard]] Result<void> expect_no_action_word() const {
    const bool may_be_meant = options_.action->operands == Operands::command &&
                              !words_.behind_dashes && !words_.operands.empty();
    if (!may_be_meant ||
        find_action(options_.vocabulary.actions.subspan(1), words_.operands.front()) == nullptr) {
      return {};
    }
    const std::string& word = words_.operands.front();
    const bool is_main_form = options_.action == options_.vocabulary.actions.front();
    return fail(ExitCode::usage,
                word + " is a word of aweigh's and stands before all options: aweigh " + word +
                    " [OPTIONS] …; or is it a program? aweigh " +
                    (is_main_form ? "" : std::string(options_.action->name) + " ") +
                    "[OPTIONS] -- " + word + " …");
  }

  /// What --explain tells is put down for it alone, and what goes with it alone is refused without.
  Result<void> look_at_explain() {
    if (options_.explain) {
      note_given();
      return {};
    }
    for (const auto& [row, values] : words_.values) {
      if (options_.asks_for.empty() && is_of_plan_alone(*row, *options_.action, command_)) {
        const std::string who = std::string(options_.action->name) + " " + std::string(command_);
        return fail(ExitCode::usage, who.substr(0, who.find_last_not_of(' ') + 1) + " takes no --" +
                                         std::string(row->long_name) + " without --explain");
      }
    }
    return {};
  }

  void note_given() {
    for (const OptionRow& row : option_rows()) {
      const auto words = words_.values.find(&row);
      const auto variable = variables_.find(&row);
      if (words != words_.values.end()) {
        options_.given.push_back({&row, "command line", shown(row, words->second)});
      } else if (variable != variables_.end() && !is_replaced(row)) {
        const std::string name = variable_of(row);
        const bool is_set = !options_.environment.value_of(name).empty();
        options_.given.push_back({&row, is_set ? name : "default of " + std::string(manner_.peer),
                                  shown(row, values_in(row, variable->second).value_or(Words()))});
      }
    }
  }

  static std::string shown(const OptionRow& row, const Words& values) {
    if (row.takes == Takes::nothing) {
      return values.empty() ? "off" : "on";
    }
    std::string text;
    for (const std::string& value : values) {
      text += row.hides_value ? "" : (text.empty() ? "" : " ") + value;
    }
    return text;
  }

  const Manner& manner_;
  Options options_;
  SortedWords words_;
  std::string_view command_;                           ///< of the action, if it has some
  std::map<const OptionRow*, std::string> variables_;  // in the order of the table
};

}  // namespace

void add_warning(std::vector<std::string>& warnings, const std::string& words) {
  if (!words.empty() && std::ranges::find(warnings, words) == warnings.end()) {
    warnings.push_back(words);
  }
}

bool needs_supervisor(const ServiceOptions& service) {
  return service.supervision != SupervisorOptions() || service.pdeath_signal != 0;
}

const ActionRow* find_action(std::span<const ActionRow* const> actions, std::string_view name) {
  const auto row = std::ranges::find(actions, name, &ActionRow::name);
  return row == actions.end() ? nullptr : *row;
}

Result<Options> parse_options(std::span<const char* const> argv,
                              std::span<const char* const> environment,
                              const Vocabulary& vocabulary, const Manner& manner) {
  auto words = argv.subspan(std::min<std::size_t>(argv.size(), 1));
  const ActionRow* action = vocabulary.actions.front();
  // An action is named by the very first word alone, and the main form by none.
  if (const ActionRow* named =
          words.empty() ? nullptr : find_action(vocabulary.actions.subspan(1), words.front())) {
    action = named;
    words = words.subspan(1);
  }
  Reader reader(*action, environment, vocabulary, manner);
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

#include "options/command_line.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <set>

namespace aweigh {
namespace {

using Takes = OptionRow::Takes;

/// The row of `action` whose `spelling`, its long or its short name, is `name`.
const OptionRow* find_row(Action action, std::string_view OptionRow::* spelling,
                          std::string_view name) {
  const auto row = std::ranges::find_if(option_rows(), [&](const OptionRow& candidate) {
    return candidate.*spelling == name && is_of(candidate, action);
  });
  return row == option_rows().end() ? nullptr : &*row;
}

tl::unexpected<Error> unknown(std::string_view option) {
  return fail(ExitCode::usage,
              "unknown option " + std::string(option) + "; `aweigh help` lists the known ones");
}

tl::unexpected<Error> lacks_value(std::string_view option) {
  return fail(ExitCode::usage, std::string(option) + " lacks its value");
}

/// Tells our own words apart, options from the rest, without reading any value.
class Scan {
 public:
  explicit Scan(Action action) : action_(action) {}

  /// Where our own words end. Where there is a COMMAND at `--`, or at the first word that is
  /// neither an option nor an option's value: what follows is COMMAND's. The others may have
  /// options behind their operands.
  Result<std::size_t> end_of_own_words(std::span<const char* const> words) {
    std::size_t at = 0;
    while (at < words.size()) {
      const std::string_view word = words[at];
      if (word == "--" && !runs_command(action_)) {
        return end_of_options(words.subspan(at + 1)).map([&] { return words.size(); });
      }
      if (!is_option(word)) {
        if (runs_command(action_)) {
          break;
        }
        operands_.emplace_back(word);
        ++at;
        continue;
      }
      const auto length = option_length(word);
      if (!length) {
        return error_of(length);
      }
      if (at + *length > words.size()) {
        return lacks_value(word);
      }
      for (const char* const own : words.subspan(at, *length)) {
        options_.emplace_back(own);
      }
      at += *length;
    }
    return at;
  }

  /// The words that are options and their values.
  [[nodiscard]] const std::vector<std::string>& options() const { return options_; }

  /// The words of ours that are neither.
  [[nodiscard]] const std::vector<std::string>& operands() const { return operands_; }

  /// The options that were met.
  [[nodiscard]] const std::set<const OptionRow*>& met() const { return met_; }

 private:
  /// `migrate force -1` has a negative number.
  [[nodiscard]] bool is_option(std::string_view word) const {
    const bool negative = action_ == Action::migrate && word.size() > 1 &&
                          word.find_first_not_of("0123456789", 1) == std::string_view::npos;
    return word.size() > 1 && word.starts_with('-') && word != "--" && !negative;
  }

  /// What stands behind `--`.
  Result<void> end_of_options(std::span<const char* const> rest) {
    if (action_ == Action::wait || action_ == Action::check) {
      return fail(ExitCode::usage,
                  "wait and check run no COMMAND: write aweigh -w TARGET -- COMMAND");
    }
    operands_.insert(operands_.end(), rest.begin(), rest.end());
    return {};
  }

  /// How many words the option at the front of `words` makes up: 1, or 2 with its value.
  Result<std::size_t> option_length(std::string_view word) {
    return word.starts_with("--") ? long_option_length(word) : bundle_length(word);
  }

  Result<std::size_t> long_option_length(std::string_view word) {
    const auto equals = word.find('=');
    const OptionRow* row = find_row(action_, &OptionRow::long_name, word.substr(2, equals - 2));
    if (row == nullptr) {
      return unknown(word.substr(0, equals));
    }
    if (row->takes == Takes::nothing && equals != std::string_view::npos) {
      return fail(ExitCode::usage, std::string(word.substr(0, equals)) + " takes no value");
    }
    if (equals + 1 == word.size()) {
      return lacks_value(word.substr(0, equals));
    }
    met_.insert(row);
    return row->takes == Takes::nothing || equals != std::string_view::npos ? 1 : 2;
  }

  /// -q, -qt5s, -qt 5s
  Result<std::size_t> bundle_length(std::string_view word) {
    for (std::size_t at = 1; at < word.size(); ++at) {
      const OptionRow* row = find_row(action_, &OptionRow::short_name, word.substr(at, 1));
      if (row == nullptr) {
        return unknown("-" + std::string(word.substr(at, 1)));
      }
      met_.insert(row);
      if (row->takes != Takes::nothing) {
        return at + 1 == word.size() ? 2 : 1;
      }
    }
    return 1;
  }

  Action action_;
  std::set<const OptionRow*> met_;
  std::vector<std::string> options_;
  std::vector<std::string> operands_;
};

/// CLI11's view of some rows of the table. It is dear to build, and every start of a container pays
/// for it: for parsing, the rows that are met are enough.
class Parser {
 public:
  explicit Parser(std::vector<const OptionRow*> rows) : rows_(std::move(rows)) {
    app_.set_help_flag();
    for (const OptionRow* row : rows_) {
      std::string names = "--" + std::string(row->long_name);
      if (!row->short_name.empty()) {
        names = "-" + std::string(row->short_name) + "," + names;
      }
      CLI::Option* option =
          row->takes == Takes::nothing ? app_.add_flag(names) : app_.add_option(names)->expected(1);
      option->description(std::string(row->help))
          ->group(std::string(row->section))
          ->type_name(std::string(row->value_name))
          ->default_str(std::string(row->fallback))
          ->multi_option_policy(row->takes == Takes::many_values
                                    ? CLI::MultiOptionPolicy::TakeAll
                                    : CLI::MultiOptionPolicy::TakeLast);
      options_.push_back(option);
    }
  }

  Result<CommandLine> parse(const std::vector<std::string>& words) {
    std::vector<std::string> reversed(words.rbegin(), words.rend());  // as CLI11 wants them
    try {
      app_.parse(std::move(reversed));
    } catch (const CLI::ParseError&) {  // its text may hold a word that is a secret
      return fail(ExitCode::usage, "cannot read the command line; see `aweigh help`");
    }
    CommandLine line;
    for (std::size_t at = 0; at < rows_.size(); ++at) {
      if (options_[at]->count() > 0) {
        line.values[rows_[at]] = options_[at]->results();
      }
    }
    return line;
  }

  [[nodiscard]] std::string describe() const {
    CLI::Formatter formatter;
    formatter.column_width(34);
    return formatter.make_groups(&app_, CLI::AppFormatMode::Normal);
  }

 private:
  CLI::App app_;
  std::vector<const OptionRow*> rows_;
  std::vector<CLI::Option*> options_;  // in the order of rows_
};

}  // namespace

Result<CommandLine> sort_words(Action action, std::span<const char* const> words) {
  Scan scan(action);
  const auto end = scan.end_of_own_words(words);
  if (!end) {
    return error_of(end);
  }
  Result<CommandLine> line;
  if (!scan.options().empty()) {
    line = Parser({scan.met().begin(), scan.met().end()}).parse(scan.options());
  }
  if (line) {
    line->operands = scan.operands();
    auto command = words.subspan(*end);
    if (!command.empty() && std::string_view(command.front()) == "--") {
      command = command.subspan(1);
    }
    line->command.assign(command.begin(), command.end());
  }
  return line;
}

std::string describe_options(Action action) {
  std::vector<const OptionRow*> rows;
  for (const OptionRow& row : option_rows()) {
    if (is_of(row, action)) {
      rows.push_back(&row);
    }
  }
  return Parser(std::move(rows)).describe();
}

}  // namespace aweigh

#include "options/words.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>

#include "options/slips.h"

// The command line, read by CLI11. Every start of a container pays for what CLI11 is told: with all
// of the table that is 250 µs, half of what the whole start takes. So it is told those options
// alone that the words could mean, some 5 µs, and is not asked where there are none.

namespace aweigh {
namespace {

using Takes = OptionRow::Takes;
using Rows = std::vector<const OptionRow*>;

/// Stands for the value that `--timeout=` lacks, for CLI11 would take the next word. No word of a
/// command line can hold it.
constexpr char kNoValue = '\0';

std::string_view name_in(std::string_view long_option) {
  return long_option.substr(2, long_option.find('=') - 2);
}

/// Whether `word` could be an option of the row, a bundle of short ones (-qt5s) included.
bool could_mean(std::string_view word, const OptionRow& row) {
  if (word.starts_with("--")) {
    return name_in(word) == row.long_name;
  }
  return !row.short_name.empty() && word.find(row.short_name, 1) != std::string_view::npos;
}

Rows rows_of(const ActionRow& action) {
  Rows rows;
  for (const OptionRow& row : option_rows()) {
    if (is_of(row, action)) {
      rows.push_back(&row);
    }
  }
  return rows;
}

/// Those that the words could mean: more than they do mean where COMMAND has such words, too.
Rows rows_met(const ActionRow& action, std::span<const char* const> words) {
  Rows rows = rows_of(action);
  std::erase_if(rows, [&](const OptionRow* row) {
    return std::ranges::none_of(words, [&](std::string_view word) {
      return looks_like_option(word) && could_mean(word, *row);
    });
  });
  return rows;
}

/// CLI11's view of some rows of the table.
class Parser {
 public:
  explicit Parser(Rows rows) : rows_(std::move(rows)) {
    app_.set_help_flag();
    app_.allow_extras();
    for (const OptionRow* row : rows_) {
      std::string names = "--" + std::string(row->long_name);
      if (!row->short_name.empty()) {
        names = "-" + std::string(row->short_name) + "," + names;
      }
      CLI::Option* option =
          row->takes == Takes::nothing ? app_.add_flag(names) : app_.add_option(names)->expected(1);
      option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);  // all are looked at
      options_.push_back(option);
    }
  }

  /// Values by row, and as operands all that is no option of ours, unknown ones and `--` included.
  Result<SortedWords> parse(const ActionRow& action, std::span<const char* const> words) {
    app_.prefix_command(action.operands == Operands::command);
    try {
      app_.parse(as_cli11_wants(words));
    } catch (const CLI::ArgumentMismatch& error) {  // its text begins with the option's name
      const std::string_view text = error.what();
      return lacks_value(text.substr(0, text.find(':')));
    } catch (const CLI::ParseError&) {  // its text may hold a word that is a secret
      return fail(ExitCode::usage, "cannot read the command line; see `aweigh help`");
    }
    SortedWords sorted{.values = {}, .operands = app_.remaining()};
    for (std::string& word : sorted.operands) {
      std::erase(word, kNoValue);
    }
    for (std::size_t at = 0; at < rows_.size(); ++at) {
      const std::vector<std::string> values = options_[at]->results();
      if (const auto fine = check_values(*rows_[at], values); !fine) {
        return error_of(fine);
      }
      if (!values.empty()) {
        sorted.values[rows_[at]] = values;
      }
    }
    return sorted;
  }

 private:
  /// Last word first.
  [[nodiscard]] Words as_cli11_wants(std::span<const char* const> words) const {
    Words reversed(words.rbegin(), words.rend());
    for (std::string& word : reversed) {
      if (word.starts_with("--") && word.find('=') + 1 == word.size()) {
        word += kNoValue;
      }
    }
    return reversed;
  }

  static Result<void> check_values(const OptionRow& row, const Words& values) {
    const std::string name = "--" + std::string(row.long_name);
    for (const std::string& value : values) {
      if (value == std::string_view(&kNoValue, 1)) {
        return lacks_value(name);
      }
      if (row.takes == Takes::nothing && value != "true") {
        return fail(ExitCode::usage, name + " takes no value");
      }
      if (row.takes == Takes::one_value && value != values.front()) {
        return fail(ExitCode::usage, name + " is given twice, with two values");
      }
    }
    return {};
  }

  static tl::unexpected<Error> lacks_value(std::string_view option) {
    return fail(ExitCode::usage, std::string(option) + " lacks its value");
  }

  CLI::App app_;
  Rows rows_;
  std::vector<CLI::Option*> options_;  // in the order of rows_
};

/// The operands among what is no option of ours, and no value of one: without the `--` that ends
/// our options. What looks like an option and stands before that is one that we do not know.
Result<Words> operands_among(Words words, const ActionRow& action) {
  auto word = words.begin();
  for (; word != words.end() && *word != "--"; ++word) {
    const bool may_be_number = action.command_of != nullptr && is_negative_number(*word);
    if (looks_like_option(*word) && !may_be_number) {
      return tl::make_unexpected(unknown_option(action, *word));
    }
    if (action.operands == Operands::command) {
      return words;
    }
  }
  if (word != words.end()) {
    if (action.operands == Operands::targets) {
      return fail(ExitCode::usage,
                  std::string(action.name) + " runs no COMMAND: write aweigh -w TARGET -- COMMAND");
    }
    words.erase(word);
  }
  return words;
}

bool has_options(const ActionRow& action, std::span<const char* const> words) {
  const auto own = action.operands == Operands::command && !words.empty() ? words.first(1) : words;
  return std::ranges::any_of(own, looks_like_option);
}

}  // namespace

Result<SortedWords> sort_words(const ActionRow& action, std::span<const char* const> words) {
  Result<SortedWords> sorted = SortedWords{.values = {}, .operands = {words.begin(), words.end()}};
  if (has_options(action, words)) {
    if (const auto fine = refuse_slips(action, words); !fine) {
      return error_of(fine);
    }
    sorted = Parser(rows_met(action, words)).parse(action, words);
  }
  if (!sorted) {
    return sorted;
  }
  sorted->behind_dashes = !sorted->operands.empty() && sorted->operands.front() == "--";
  return operands_among(std::move(sorted->operands), action).map([&](Words operands) {
    sorted->operands = std::move(operands);
    return std::move(*sorted);
  });
}

}  // namespace aweigh

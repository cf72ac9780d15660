#include "options/slips.h"

#include <algorithm>
#include <string>

#include "options/foreign.h"
#include "options/table.h"
#include "text/nearest.h"

namespace aweigh {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

template <class Name>
const OptionRow* find_row(const ActionRow& action, std::string_view name, Name name_of) {
  const auto row = std::ranges::find_if(option_rows(), [&](const OptionRow& candidate) {
    return !name.empty() && candidate.*name_of == name && is_of(candidate, action);
  });
  return row == option_rows().end() ? nullptr : &*row;
}

bool takes_value(const OptionRow& row) {
  return row.takes != OptionRow::Takes::nothing;
}

tl::unexpected<Error> refuse(const std::string& message) {
  return fail(ExitCode::usage, message);
}

tl::unexpected<Error> two_words_in_one(std::string_view option) {
  return refuse("cannot read " + std::string(option) +
                ": it and its value are one word with a blank in it; make them two, as in "
                R"(["-w", "db:5432"])");
}

/// Reads our own words one by one, up to COMMAND.
class SlipFinder {
 public:
  SlipFinder(const ActionRow& action, std::span<const char* const> words)
      : action_(action), words_(words) {}

  Result<void> look() {
    for (; at_ < words_.size() && words_[at_] != std::string_view("--"); ++at_) {
      const std::string_view word = words_[at_];
      if (!looks_like_option(word)) {
        if (action_.operands == Operands::command) {
          break;
        }
        continue;
      }
      if (auto fine = word.starts_with("--") ? look_at_long(word) : look_at_short(word); !fine) {
        return fine;
      }
    }
    return {};
  }

 private:
  Result<void> look_at_long(std::string_view word) {
    const std::string_view name = word.substr(0, word.find('='));
    if (const auto blank = name.find_first_of(kBlanks); blank != std::string_view::npos) {
      return two_words_in_one(name.substr(0, blank));
    }
    const OptionRow* row = find_row(action_, name.substr(2), &OptionRow::long_name);
    if (row != nullptr && takes_value(*row) && name.size() == word.size()) {
      ++at_;
    }
    return {};
  }

  Result<void> look_at_short(std::string_view word) {
    const std::string_view name = word.substr(0, word.find('='));
    if (word == "-h" && at_ + 1 < words_.size()) {
      return refuse(
          "-h is help, and no word may follow it; wait-for-it's -h HOST -p PORT is "
          "-w HOST:PORT");
    }
    if (name.size() > 2 && find_row(action_, name.substr(1), &OptionRow::long_name) != nullptr) {
      const std::string shown(name);
      return refuse("unknown option " + shown + ": a long name has two dashes, -" + shown);
    }
    if (name.size() > 2 && !advice_on_foreign(name).empty()) {
      return tl::make_unexpected(unknown_option(action_, word));
    }
    return look_at_bundle(word);
  }

  /// -qt5s
  Result<void> look_at_bundle(std::string_view word) {
    for (std::size_t letter = 1; letter < word.size(); ++letter) {
      const OptionRow* row = find_row(action_, word.substr(letter, 1), &OptionRow::short_name);
      if (row == nullptr) {
        return letter == 1 ? Result<void>() : unknown_in_bundle(word, letter);
      }
      if (takes_value(*row)) {
        const std::string_view value = word.substr(letter + 1);
        at_ += value.empty() ? 1U : 0U;
        return !value.empty() && kBlanks.find(value.front()) != std::string_view::npos
                   ? two_words_in_one("-" + std::string(row->short_name))
                   : Result<void>();
      }
    }
    return {};
  }

  /// What follows the letter may be a password, unless it is all in lower case, as a name is.
  [[nodiscard]] tl::unexpected<Error> unknown_in_bundle(std::string_view word,
                                                        std::size_t letter) const {
    const bool is_name = word.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == word.npos;
    return refuse("unknown option -" + std::string(word.substr(letter, 1)) + " in " +
                  (is_name ? std::string(word) : std::string(word.substr(0, letter + 1)) + "…") +
                  "; `aweigh help " + std::string(action_.name) + "` lists the known ones");
  }

  const ActionRow& action_;
  std::span<const char* const> words_;
  std::size_t at_ = 0;
};

std::string_view nearest_option(const ActionRow& action, std::string_view name) {
  Nearest nearest(name);
  for (const OptionRow& row : option_rows()) {
    if (is_of(row, action)) {
      nearest.offer(row.long_name);
    }
  }
  return nearest.found();
}

bool is_main_form(const ActionRow& action) {
  return action.name == "run";
}

}  // namespace

bool is_negative_number(std::string_view word) {
  return word.size() > 1 && word.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

Result<void> refuse_slips(const ActionRow& action, std::span<const char* const> words) {
  return SlipFinder(action, words).look();
}

Error unknown_option(const ActionRow& action, std::string_view word) {
  const std::string_view name = word.substr(0, word.find('='));
  const bool is_long = name.starts_with("--");
  // What follows a letter may be the password of another program's -pPASSWORD.
  const std::string_view shown =
      is_long || !advice_on_foreign(name).empty() ? name : name.substr(0, 2);
  const std::string unknown = "unknown option " + std::string(shown);
  if (const auto advice = advice_on_foreign(shown); !advice.empty()) {
    return {ExitCode::usage, unknown + ": " + std::string(advice)};
  }
  const std::string_view bare = name.substr(is_long ? 2 : 1);
  const bool is_anothers =
      is_long &&
      std::ranges::find(option_rows(), bare, &OptionRow::long_name) != option_rows().end();
  if (is_anothers && !is_main_form(action)) {
    return {ExitCode::usage, std::string(action.name) + " takes no " + std::string(name) +
                                 "; `aweigh help " + std::string(action.name) +
                                 "` lists what it takes"};
  }
  if (const auto nearest = nearest_option(action, bare); !nearest.empty()) {
    return {ExitCode::usage, unknown + "; did you mean --" + std::string(nearest) + "?"};
  }
  return {ExitCode::usage,
          unknown + "; `aweigh help " + std::string(action.name) + "` lists the known ones"};
}

}  // namespace aweigh

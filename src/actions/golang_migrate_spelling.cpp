#include "actions/golang_migrate_spelling.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "text/percent.h"

// golang-migrate's command line in our own words, so that its users need not learn new ones.

namespace aweigh {
namespace {

/// An option as golang-migrate spells it.
struct Spelling {
  std::string_view theirs;
  std::string_view ours;  ///< empty: it has no meaning here, and is dropped
  bool takes_value;
};
constexpr Spelling kSpellings[] = {
    {"path", "--migrate", true},
    {"dir", "--migrate", true},
    {"source", "--migrate", true},
    {"database", "--database", true},
    {"lock-timeout", "--lock-timeout", true},
    {"prefetch", "", true},
    {"verbose", "--log-level=debug", false},
    {"all", "--all", false},
    {"ext", "--ext", true},
    {"seq", "--seq", false},
    {"digits", "--digits", true},
    {"format", "--format", true},
    {"tz", "--tz", true},
    {"help", "--help", false},
    {"version", "--version", false},
};

const Spelling* find_spelling(std::string_view word) {
  if (!word.starts_with('-')) {
    return nullptr;
  }
  word.remove_prefix(word.starts_with("--") ? 2 : 1);
  const auto* const found =
      std::ranges::find(kSpellings, word.substr(0, word.find('=')), &Spelling::theirs);
  return found == std::end(kSpellings) ? nullptr : found;
}

/// The directory of `file:///migrations`.
Result<std::string> directory_of(std::string_view source) {
  constexpr std::string_view kScheme = "file://";
  const auto path =
      source.starts_with(kScheme) ? percent_decode(source.substr(kScheme.size())) : std::nullopt;
  if (!path) {
    return fail(ExitCode::usage, "cannot read --source: only file://DIR is known");
  }
  return path->empty() ? "." : *path;
}

}  // namespace

Result<Words> from_golang_migrate(std::span<const char* const> words) {
  Words own;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string_view word = words[at];
    if (word == "--") {
      own.insert(own.end(), words.begin() + static_cast<std::ptrdiff_t>(at), words.end());
      break;
    }
    const Spelling* spelling = find_spelling(word);
    if (spelling == nullptr) {
      own.emplace_back(word);
      continue;
    }
    const auto equals = word.find('=');
    if (!spelling->takes_value) {
      own.push_back(std::string(spelling->ours) +
                    std::string(word.substr(std::min(equals, word.size()))));  // an error there
      continue;
    }
    if (equals == std::string_view::npos && at + 1 == words.size()) {
      return fail(ExitCode::usage, std::string(word) + " lacks its value");
    }
    std::string value(equals == std::string_view::npos ? words[++at] : word.substr(equals + 1));
    if (spelling->theirs == "source") {
      auto directory = directory_of(value);
      if (!directory) {
        return error_of(directory);
      }
      value = std::move(*directory);
    }
    if (!spelling->ours.empty()) {
      own.emplace_back(spelling->ours);
      own.push_back(std::move(value));
    }
  }
  return own;
}

}  // namespace aweigh

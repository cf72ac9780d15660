#pragma once

#include <span>
#include <string>
#include <string_view>

// What ORMs, drivers and golang-migrate write into the query of a PostgreSQL URL, and what it is
// here: the one truth for the parser, the help and the pages.

namespace aweigh {

/// A value of such a word, and what it is in ours; empty: it says nothing to us.
struct DsnValue {
  std::string_view theirs;
  std::string_view ours;
};

/// Words that are read alike. Case does not count.
struct DsnWord {
  /// What the word does, when `becomes` is sslmode, beside other words that become sslmode.
  enum class Rank {
    says,    ///< the strictest of these is the mode
    yields,  ///< is the mode where no word says it
    lifts    ///< as `yields`; but a mode that a word says is no less strict than it
  };
  /// What the value must be, besides one of `values`.
  enum class Takes { any, flag, number, milliseconds };

  std::string_view words;  ///< with a blank in between
  std::string_view of;     ///< whose they are: "Prisma"
  /// libpq's keyword, or a setting of the session; the word itself: it stays in the query, for
  /// the migrations; empty: it is ignored.
  std::string_view becomes = {};
  std::span<const DsnValue> values = {};
  std::string_view refused = {};  ///< why any other value is refused; empty: it stays as it is
  std::string_view means = {};    ///< in place of the words of describe()
  Rank rank = Rank::says;
  Takes takes = Takes::any;
};

/// Those of ORMs and drivers.
std::span<const DsnWord> dsn_words();

/// golang-migrate's, which begin with x-.
std::span<const DsnWord> golang_migrate_words();

/// The setting that a word of the form `variables[NAME]` (Rails) sets; empty: it is of another.
std::string_view setting_of_rails(std::string_view word);

/// The row of a word, of both tables; nullptr: none knows it.
const DsnWord* find_dsn_word(std::string_view word);

inline constexpr std::string_view kIgnored = "ignored";

/// kIgnored, or what the words become, in a phrase.
std::string describe(const DsnWord& row);

}  // namespace aweigh

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "migrate/sql/segments.h"

// What a migration's text turns out to be: its statements, and the parts in which they are run. A
// Migration carries it (migrate/files/source.h).

namespace aweigh::migrate {

/// Something that cannot work, found before anything has run.
struct Refusal {
  std::size_t offset;
  std::string reason;
};

struct Script {
  std::vector<Statement> statements;
  Segments segments;
  std::optional<Refusal> refusal;
  /// The first `'…'` with a backslash in it. Where standard_conforming_strings is off the backslash
  /// escapes, and the strings end elsewhere than we think.
  std::optional<std::size_t> backslash = {};
};

/// Splits `sql` where the server does, and applies transaction_rules.h to the statements. That a
/// procedure commits is not in the text: it shows when the file runs.
Script read_script(std::string_view sql);

/// How a whole file is run, for people and for machines.
struct Mode {
  const char* name;                       ///< "transaction", "statements" or "own_transactions"
  std::string words;                      ///< "in one transaction", "statement by statement", …
  const Statement* decided_by = nullptr;  ///< null: nothing in the file is against one transaction
};

Mode mode_of(const Script& script);

}  // namespace aweigh::migrate

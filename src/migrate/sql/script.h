#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "migrate/sql/concurrent_index.h"

// What a migration's text turns out to be: its statements, and whether they can run in one
// transaction. A Migration carries it (migrate/files/source.h).

namespace aweigh::migrate {

/// How a file is run.
enum class Mode {
  atomic,  ///< in one transaction with its version row
  alone,   ///< as it is: it controls its transactions, or the server wants it outside of any
};

/// Something that cannot work, found before anything has run.
struct Refusal {
  std::size_t offset;
  std::string reason;
};

struct Script {
  std::vector<std::size_t> statements;  ///< where each begins, in bytes
  Mode mode = Mode::atomic;
  std::size_t ruled = 0;              ///< how many of them a rule of transaction_rules.h applies to
  bool controls_transaction = false;  ///< BEGIN, COMMIT and their kin are among them
  bool repeatable = false;            ///< all of them may be run twice, as VACUUM may
  std::optional<ConcurrentIndex> index;  ///< the one that the only statement builds concurrently
  std::optional<Refusal> refusal;
  /// The first `'…'` with a backslash in it. Where standard_conforming_strings is off the backslash
  /// escapes, and the strings end elsewhere than we think.
  std::optional<std::size_t> backslash = {};
};

/// Splits `sql` where the server does, and applies transaction_rules.h to the statements. That a
/// procedure commits is not in the text: it shows when the file runs.
Script read_script(std::string_view sql);

}  // namespace aweigh::migrate

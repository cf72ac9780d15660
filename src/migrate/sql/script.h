#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aweigh::migrate {

/// How a file is run.
enum class Mode {
  atomic,  ///< in one transaction with its version row
  alone,   ///< as it is: it rules its transactions itself, or the server wants it outside of any
};

/// Something that cannot work, found before anything has run.
struct Refusal {
  std::size_t offset;
  std::string reason;
};

/// What a migration's text turns out to be.
struct Script {
  std::vector<std::size_t> statements;  ///< where each begins, in bytes
  Mode mode = Mode::atomic;
  bool controls_transaction = false;  ///< BEGIN, COMMIT and their kin are among them
  bool repeatable = false;            ///< all of them may be run twice, as VACUUM may
  std::optional<Refusal> refusal;
};

/// Splits `sql` where the server does and judges its statements. Only what can be read off the text
/// counts: a procedure that commits is found out by running it.
Script read_script(std::string_view sql);

}  // namespace aweigh::migrate

#pragma once

#include <array>
#include <asio/awaitable.hpp>
#include <optional>

#include "base/secret.h"
#include "net/stream.h"
#include "probes/hold.h"
#include "text/pattern.h"

namespace aweigh {

/// The options of the kinds that are ready when they accept.
inline constexpr std::array kExchangeOptions = {
    kHoldOption,
    TargetOption{"send", "BYTES", R"(what is sent; \r \n \t \0 \\ \xHH stand for bytes)"},
    TargetOption{"expect", "BYTES|/REGEX/",
                 "what the first 64 KiB of the answer must hold; otherwise none is read"},
};

/// What is said and heard on a connection after it was accepted.
class Exchange {
 public:
  /// From the options above. The error is a cause.
  static Result<Exchange> read(const Target& target);

  /// Ready when all of it went as the options say. Closes the connection. `attempt` and this must
  /// outlive the coroutine.
  asio::awaitable<Answer> run_on(Stream stream, Attempt& attempt) const;

 private:
  Secret sent_;                      // empty: nothing
  std::optional<Pattern> expected_;  // nullopt: nothing is read
  Duration hold_ = Duration::zero();
};

/// `reason` ("the server closed the connection after"), and the `words` that came instead of what
/// was expected; there may be none.
Answer unexpected(std::string reason, std::string_view words);

}  // namespace aweigh

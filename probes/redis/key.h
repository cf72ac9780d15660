#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "probes/answer.h"

namespace aweigh::redis {

/// A key that must be there, and the text that it must hold.
class KeyDemand {
 public:
  /// Reads `NAME` or `NAME=VALUE`: a name often has colons, but hardly a `=`. The error is a cause,
  /// without any part of the text.
  static Result<KeyDemand> read(std::string_view text);

  [[nodiscard]] std::vector<std::string> command() const;

  /// Of the reply to command(). nullopt: it is as wanted.
  [[nodiscard]] std::optional<Answer> judge(std::string_view reply) const;

 private:
  std::string name_;
  Secret value_;  // empty: any
};

}  // namespace aweigh::redis

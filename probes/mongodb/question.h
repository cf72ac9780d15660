#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/tls.h"
#include "probes/mongodb/answers.h"
#include "probes/mongodb/conversation.h"
#include "target/target.h"

namespace aweigh::mongodb {

/// What a target asks, and whom.
struct Question {
  std::vector<HostPort> hosts;
  std::optional<TlsSettings> tls;  ///< nullopt: in plain
  Wanted wanted;
  std::optional<Login> login;
  std::string database;  ///< that is pinged
};

/// The error is a cause.
Result<Question> read_question(const Target& target);

}  // namespace aweigh::mongodb

#pragma once

#include <string>

#include "net/attempt.h"

namespace aweigh {

/// Why there is no connection.
struct ConnectFailure {
  Stage stage = Stage::connect;  ///< dns, connect or tls
  std::string words;             ///< one line
  bool refused = false;          ///< the other side said no: ECONNREFUSED
  bool rejected = false;    ///< the certificate is not good, or it is no TLS: waiting mends nothing
  std::string advice = {};  ///< what to do about it; may be empty
};

}  // namespace aweigh

#pragma once

#include <string>
#include <tl/expected.hpp>

#include "mysql/packets.h"
#include "net/attempt.h"
#include "net/connect_failure.h"

// Why a session could not be opened, or what it was asked could not be answered.

namespace aweigh::mysql {

struct Failure {
  Stage stage = Stage::auth;
  std::string words;        ///< the server's own, or the system's; no secret
  std::string advice = {};  ///< what to do about it; may be empty
  bool rejected = false;    ///< waiting mends nothing
  bool said_no = false;     ///< the other side understood, and answered no
  bool of_account = false;  ///< the server takes logins, though not this one
};

template <class T>
using Outcome = tl::expected<T, Failure>;

/// Of a server's error; the table of its codes says which of them are rejections.
Failure failure_of(Stage stage, const ServerError& error);

/// Of a connection that was not made, or broke.
Failure failure_of(ConnectFailure failure);

/// The other side speaks another protocol.
Failure not_mysql();

/// One packet of an answer is longer than kPacketLimit.
Failure too_long();

}  // namespace aweigh::mysql

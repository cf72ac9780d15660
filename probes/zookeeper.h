#pragma once

// The bytes of a session with a ZooKeeper. Source: its zookeeper.jute (ConnectRequest,
// ConnectResponse, RequestHeader) and its record format: big-endian numbers, a length of four bytes
// before a buffer and before each message.

#include <optional>
#include <string>
#include <string_view>

#include "probes/answer.h"

namespace aweigh::zookeeper {

/// Asks for a new session, with its length before it.
std::string connect_request();

/// Ends the session, with its length before it.
std::string close_request();

/// Judges a ConnectResponse, without its length. A session without a number is none. nullopt: it is
/// no ConnectResponse.
std::optional<Answer> judge_connect_response(std::string_view message);

}  // namespace aweigh::zookeeper

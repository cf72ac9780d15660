#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"

namespace aweigh::cassandra {

// The frames of CQL's native protocol, version 4, which Cassandra has known since 2.2. Source:
// doc/native_protocol_v4.spec of Apache Cassandra.

enum class Opcode : std::uint8_t {
  error = 0x00,
  startup = 0x01,
  ready = 0x02,
  authenticate = 0x03,
  query = 0x07,
  result = 0x08,
  auth_challenge = 0x0e,
  auth_response = 0x0f,
  auth_success = 0x10,
};

/// Requests, with their headers.
std::string startup_request();
std::string plain_login_request(std::string_view user, const Secret& password);
/// `values` take the places of the question marks in `cql`.
std::string query_request(std::string_view cql, const std::vector<std::string>& values);

inline constexpr std::size_t kHeaderLength = 9;

/// The header of a response.
struct Header {
  Opcode opcode = Opcode::error;
  bool warns = false;  ///< warnings stand before the body
  std::size_t length = 0;
};

/// nullopt: it is none that answers a request of ours, or it announces more than we can bear.
std::optional<Header> read_header(std::string_view bytes);

/// What stands behind the warnings of a response that `warns`. nullopt: there are none.
std::optional<std::string_view> body_behind_warnings(std::string_view bytes);

/// The body of an ERROR; what some codes add is left out.
struct Error {
  std::uint32_t code = 0;
  std::string message;
};
std::optional<Error> read_error(std::string_view body);

/// The rows of a RESULT with a single column of text; null reads as empty. nullopt: it is no such
/// result.
std::optional<std::vector<std::string>> read_texts(std::string_view body);

/// The body of an AUTHENTICATE: the server's class that checks logins.
std::optional<std::string> read_authenticator(std::string_view body);

}  // namespace aweigh::cassandra

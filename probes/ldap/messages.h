#pragma once

// The messages of LDAP that a wait needs. Source: RFC 4511.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "probes/ldap/ber.h"

namespace aweigh::ldap {

/// A simple bind (section 4.2); an anonymous one where both are empty (RFC 4513 section 5.1.1).
std::string bind_request(std::uint8_t id, std::string_view name, std::string_view password);

/// Whether the entry `base` is there (section 4.5.1); empty: the root DSE (RFC 4512 section 5.1).
/// No attribute is asked for.
std::string search_request(std::uint8_t id, std::string_view base);

/// Section 4.14.1.
std::string start_tls_request(std::uint8_t id);

std::string unbind_request(std::uint8_t id);

/// What a response says of how it went (section 4.1.9).
struct LdapResult {
  std::uint32_t code = 0;
  std::string words;  ///< the server's own; may be empty
};

/// A server's message.
struct Response {
  std::uint32_t id = 0;  ///< 0: it was not asked for, as a notice of disconnection
  Tag operation = Tag::sequence;
  std::string_view content;  ///< of the operation
};

/// Reads what stands in the sequence of a message; controls are ignored. nullopt: it is none.
std::optional<Response> read_response(std::string_view message);

/// Reads the content of a response that has a result. nullopt: it has none.
std::optional<LdapResult> read_result(std::string_view content);

}  // namespace aweigh::ldap

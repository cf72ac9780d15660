#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "probes/answer.h"
#include "probes/dialogue.h"

namespace aweigh::grpc {

constexpr Language kLanguage = {"gRPC over HTTP/2", "a gRPC server"};

/// What a server answered to one call, as far as it counts.
struct Reply {
  int http_status = 0;  ///< 0: there is no header
  std::string content_type = {};
  std::optional<std::string> grpc_status = {};  ///< as it was sent, in the header or the trailer
  std::string grpc_message = {};                ///< percent-encoded
  std::string body = {};
  /// Of HTTP/2 (RFC 9113 §7), where the server broke the call off.
  std::optional<std::uint32_t> reset = {};
};

/// What the reply to a call means, where gRPC itself does not say it.
struct Meaning {
  Answer (*of_message)(std::string_view message);  ///< that came with the status OK
  const char* on_not_found;                        ///< advice on this status; a pending answer
  const char* on_unimplemented;                    ///< and on this one, which is a rejection
};

/// `is_told`: the server's own words may be shown, since nothing was sent that they could repeat.
///
/// Sources: statuscodes.md and http-grpc-status-mapping.md of gRPC.
Answer judge(const Reply& reply, const Meaning& meaning, bool is_told);

}  // namespace aweigh::grpc

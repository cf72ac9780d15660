#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aweigh::grpc {

/// A field that is a text or a message. An empty one is not sent (protobuf's "Encoding").
std::string text_field(unsigned number, std::string_view text);

/// A message as the body of a call: behind five bytes that say "not compressed" and how long it is
/// (PROTOCOL-HTTP2.md of gRPC).
std::string to_body(const std::string& message);

/// The message in a body that is one, and no more. nullopt: it is none, or compressed.
std::optional<std::string_view> message_in(std::string_view body);

/// What a message holds in one of its fields.
struct Field {
  std::uint64_t value = 0;     ///< of a number; what is 0 need not be sent
  std::string_view text = {};  ///< of a text, or of a message in the message
};

/// Fields with another number, as those of later versions, are passed over; of several the last
/// counts. nullopt: that is no message.
std::optional<Field> find_field(std::string_view message, unsigned number);

}  // namespace aweigh::grpc

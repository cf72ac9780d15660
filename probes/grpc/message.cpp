// The two messages of grpc.health.v1.Health/Check, in protobuf's encoding. The judge of a reply
// reads the one, the call sends the other.

#include "probes/grpc/message.h"

#include <cstdint>

#include "net/fields.h"

namespace aweigh::grpc {
namespace {

constexpr std::size_t kLengthWidth = 4;
constexpr unsigned kMoreFollows = 0x80;
constexpr unsigned kDigit = 7;           // the bits of a varint that a byte holds
constexpr std::size_t kLongest = 10;     // of the bytes of a varint
constexpr unsigned kWireTypeWidth = 3;   // the lowest bits of a tag
constexpr std::uint64_t kOnlyField = 1;  // service, and status

enum class WireType : std::uint8_t { varint = 0, i64 = 1, len = 2, i32 = 5 };

std::string to_varint(std::uint64_t value) {
  std::string varint;
  for (; value >= kMoreFollows; value >>= kDigit) {
    varint += static_cast<char>(value | kMoreFollows);
  }
  return varint += static_cast<char>(value);
}

std::optional<std::uint64_t> take_varint(BigEndianFields& fields) {
  std::uint64_t value = 0;
  for (std::size_t at = 0; at < kLongest; ++at) {
    const std::uint64_t byte = fields.number(1);
    value |= (byte & (kMoreFollows - 1)) << (kDigit * at);
    if (byte < kMoreFollows) {
      return fields.ok() ? std::optional(value) : std::nullopt;
    }
  }
  return std::nullopt;
}

/// Passes over a field that is none of ours. False: it is no field.
bool skip(BigEndianFields& fields, WireType type) {
  std::optional<std::uint64_t> length;
  switch (type) {
    case WireType::varint:
      return take_varint(fields).has_value();
    case WireType::i64:
      length = sizeof(std::uint64_t);
      break;
    case WireType::i32:
      length = sizeof(std::uint32_t);
      break;
    case WireType::len:
      length = take_varint(fields);
      break;
  }
  if (length) {
    fields.bytes(*length);
  }
  return length && fields.ok();
}

}  // namespace

std::string check_request(std::string_view service) {
  std::string message;
  if (!service.empty()) {
    message = to_varint(kOnlyField << kWireTypeWidth | static_cast<std::uint64_t>(WireType::len)) +
              to_varint(service.size()) + std::string(service);
  }
  return '\0' + big_endian(message.size(), kLengthWidth) + message;
}

std::optional<ServingStatus> read_check_response(std::string_view body) {
  BigEndianFields fields(body);
  const bool compressed = fields.number(1) != 0;  // we name no compression that we know
  const std::uint64_t length = fields.number(kLengthWidth);
  if (compressed || !fields.ok() || length != fields.peek().size()) {
    return std::nullopt;
  }
  auto status = ServingStatus::unknown;  // the default, which is not sent
  while (!fields.peek().empty()) {
    const auto tag = take_varint(fields);
    if (!tag) {
      return std::nullopt;
    }
    const auto type = static_cast<WireType>(*tag & ((1U << kWireTypeWidth) - 1));
    if (*tag >> kWireTypeWidth != kOnlyField || type != WireType::varint) {
      if (!skip(fields, type)) {
        return std::nullopt;
      }
    } else if (const auto value = take_varint(fields)) {
      status = static_cast<ServingStatus>(*value);
    } else {
      return std::nullopt;
    }
  }
  return status;
}

}  // namespace aweigh::grpc

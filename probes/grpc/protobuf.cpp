// Protobuf's encoding, as far as a few small messages need it. What a call of gRPC sends and
// receives is built on it.

#include "probes/grpc/protobuf.h"

#include "net/fields.h"

namespace aweigh::grpc {
namespace {

constexpr std::size_t kLengthWidth = 4;
constexpr unsigned kMoreFollows = 0x80;
constexpr unsigned kDigit = 7;          // the bits of a varint that a byte holds
constexpr std::size_t kLongest = 10;    // of the bytes of a varint
constexpr unsigned kWireTypeWidth = 3;  // the lowest bits of a tag

enum class WireType : std::uint8_t { varint = 0, i64 = 1, len = 2, i32 = 5 };

std::string to_varint(std::uint64_t value) {
  std::string varint;
  for (; value >= kMoreFollows; value >>= kDigit) {
    varint += static_cast<char>(value | kMoreFollows);
  }
  return varint += static_cast<char>(value);
}

std::optional<std::uint64_t> take_varint(BigEndianFields& bytes) {
  std::uint64_t value = 0;
  for (std::size_t at = 0; at < kLongest; ++at) {
    const std::uint64_t byte = bytes.number(1);
    value |= (byte & (kMoreFollows - 1)) << (kDigit * at);
    if (byte < kMoreFollows) {
      return bytes.ok() ? std::optional(value) : std::nullopt;
    }
  }
  return std::nullopt;
}

/// Takes what follows a tag into `field`. False: that is no field.
bool take_value(BigEndianFields& bytes, WireType type, Field& field) {
  switch (type) {
    case WireType::varint: {
      const auto value = take_varint(bytes);
      field.value = value.value_or(0);
      return value.has_value();
    }
    case WireType::len: {
      const auto length = take_varint(bytes);
      field.text = bytes.bytes(length.value_or(0));
      return length && bytes.ok();
    }
    case WireType::i64:
      bytes.bytes(sizeof(std::uint64_t));
      return bytes.ok();
    case WireType::i32:
      bytes.bytes(sizeof(std::uint32_t));
      return bytes.ok();
  }
  return false;
}

}  // namespace

std::string text_field(unsigned number, std::string_view text) {
  if (text.empty()) {
    return "";
  }
  return to_varint(number << kWireTypeWidth | static_cast<unsigned>(WireType::len)) +
         to_varint(text.size()) + std::string(text);
}

std::string to_body(const std::string& message) {
  return '\0' + big_endian(message.size(), kLengthWidth) + message;
}

std::optional<std::string_view> message_in(std::string_view body) {
  BigEndianFields bytes(body);
  const bool compressed = bytes.number(1) != 0;  // we name no compression that we know
  const std::uint64_t length = bytes.number(kLengthWidth);
  if (compressed || !bytes.ok() || length != bytes.peek().size()) {
    return std::nullopt;
  }
  return bytes.rest();
}

std::optional<Field> find_field(std::string_view message, unsigned number) {
  BigEndianFields bytes(message);
  Field found;
  while (!bytes.peek().empty()) {
    const auto tag = take_varint(bytes);
    if (!tag) {
      return std::nullopt;
    }
    Field other;
    const auto type = static_cast<WireType>(*tag & ((1U << kWireTypeWidth) - 1));
    if (!take_value(bytes, type, *tag >> kWireTypeWidth == number ? found : other)) {
      return std::nullopt;
    }
  }
  return found;
}

}  // namespace aweigh::grpc

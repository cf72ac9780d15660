// Reads and writes MySQL's packets.
// Conversation cuts the bytes into packets; Login and ResultReader read and make their payloads.

#include "mysql/packets.h"

#include <algorithm>

#include "net/fields.h"

namespace aweigh::mysql {
namespace {

constexpr std::size_t kHeader = 4;  // three bytes of length, one of sequence
constexpr std::uint8_t kUtf8mb4 = 45;
/// The most that the other side may send us in one packet; the limit of the protocol itself.
constexpr std::uint32_t kMaxPacket = (1U << 24) - 1;

}  // namespace

std::optional<Packet> PacketReader::next() {
  LittleEndianFields header(bytes_);
  const std::size_t length = header.number(3);
  const auto sequence = static_cast<std::uint8_t>(header.number(1));
  too_long_ = length > kPacketLimit;
  if (!header.ok() || too_long_ || bytes_.size() < kHeader + length) {
    return std::nullopt;
  }
  Packet packet{sequence, bytes_.substr(kHeader, length)};
  bytes_.erase(0, kHeader + length);
  return packet;
}

std::string to_bytes(const Packet& packet) {
  return little_endian(packet.payload.size(), 3) + little_endian(packet.sequence, 1) +
         packet.payload;
}

std::optional<Greeting> parse_greeting(std::string_view payload) {
  constexpr std::uint32_t kVersion = 10;
  LittleEndianFields fields(payload);
  if (fields.number(1) != kVersion) {
    return std::nullopt;
  }
  Greeting greeting;
  fields.until_nul();  // the server's version
  fields.bytes(4);     // the connection's number
  greeting.challenge = fields.bytes(8);
  fields.bytes(1);
  greeting.capabilities = static_cast<std::uint32_t>(fields.number(2));
  fields.bytes(3);  // character set and status
  greeting.capabilities |= static_cast<std::uint32_t>(fields.number(2) << 16U);
  const std::size_t challenge_length = fields.number(1);
  fields.bytes(10);  // MariaDB's further capabilities: we need none of them
  // The rest of the challenge: 12 bytes and a NUL, or the length that is announced.
  greeting.challenge += fields.bytes(std::max<std::size_t>(8 + 13, challenge_length) - 8);
  greeting.challenge.resize(20);
  if ((greeting.capabilities & kPluginAuth) != 0) {
    // Some versions leave the NUL behind the name out (MySQL bug 59453).
    greeting.plugin = fields.rest();
    greeting.plugin = greeting.plugin.substr(0, greeting.plugin.find('\0'));
  }
  const bool modern = (greeting.capabilities & kSecureConnection) != 0;  // since MySQL 4.1
  return fields.ok() && modern ? std::optional(std::move(greeting)) : std::nullopt;
}

std::optional<ServerError> parse_error(std::string_view payload) {
  LittleEndianFields fields(payload);
  if (fields.number(1) != 0xff) {
    return std::nullopt;
  }
  ServerError error;
  error.code = static_cast<int>(fields.number(2));
  // The SQLSTATE is there only once the server knows that this client wants it.
  if (fields.peek().starts_with('#')) {
    fields.bytes(6);
  }
  error.words = fields.rest();
  return fields.ok() ? std::optional(std::move(error)) : std::nullopt;
}

std::optional<AuthSwitch> parse_auth_switch(std::string_view payload) {
  LittleEndianFields fields(payload);
  if (fields.number(1) != 0xfe) {
    return std::nullopt;
  }
  if (fields.peek().empty()) {  // Protocol::OldAuthSwitchRequest
    return AuthSwitch{"mysql_old_password", ""};
  }
  AuthSwitch request;
  request.plugin = fields.until_nul();
  request.challenge = fields.rest();
  return fields.ok() ? std::optional(std::move(request)) : std::nullopt;
}

std::optional<std::string_view> parse_auth_more_data(std::string_view payload) {
  return payload.starts_with('\x01') ? std::optional(payload.substr(1)) : std::nullopt;
}

bool is_ok(std::string_view payload) {
  return payload.starts_with('\0');
}

bool is_end(std::string_view payload) {
  return payload.starts_with('\xfe') && payload.size() < 9;
}

std::string tls_request(std::uint32_t capabilities) {
  return little_endian(capabilities, 4) + little_endian(kMaxPacket, 4) +
         little_endian(kUtf8mb4, 1) + std::string(23, '\0');
}

std::string login_request(const LoginRequest& request) {
  std::string payload = tls_request(request.capabilities);  // the beginnings are the same
  payload += request.user + '\0';
  payload += little_endian(request.proof.size(), 1) + request.proof;
  if ((request.capabilities & kConnectWithDatabase) != 0) {
    payload += request.database + '\0';
  }
  if ((request.capabilities & kPluginAuth) != 0) {
    payload += request.plugin + '\0';
  }
  return payload;
}

}  // namespace aweigh::mysql

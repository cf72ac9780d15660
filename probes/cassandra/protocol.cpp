// The bytes of requests and responses. The probe moves them; answers.h judges.

#include "probes/cassandra/protocol.h"

#include <algorithm>

#include "net/fields.h"

namespace aweigh::cassandra {
namespace {

constexpr std::uint64_t kVersion = 4;
constexpr std::uint64_t kOfServer = 0x80;
constexpr std::size_t kLongestBody = 1 << 16;

std::string string_field(std::string_view text) {
  return big_endian(text.size(), 2) + std::string(text);
}

std::string bytes_field(std::string_view bytes) {
  return big_endian(bytes.size(), 4) + std::string(bytes);
}

std::string frame(Opcode opcode, const std::string& body) {
  constexpr std::uint64_t kFlags = 0;
  constexpr std::uint64_t kStream = 0;  // we ask one thing at a time
  return big_endian(kVersion, 1) + big_endian(kFlags, 1) + big_endian(kStream, 2) +
         big_endian(static_cast<std::uint64_t>(opcode), 1) + bytes_field(body);
}

std::string_view take_string(BigEndianFields& fields) {
  return fields.bytes(fields.number(2));
}

/// [bytes]: a negative length is null.
std::string_view take_bytes(BigEndianFields& fields) {
  const auto length = static_cast<std::int32_t>(fields.number(4));
  return fields.bytes(static_cast<std::size_t>(std::max(length, 0)));
}

/// That the result has rows, and what they are made of.
bool takes_one_text(BigEndianFields& fields) {
  constexpr std::uint64_t kRows = 2;
  constexpr std::uint64_t kOneTable = 1;  // the only flag: the table is named once, for all columns
  constexpr std::uint64_t kVarchar = 0x0d;
  const bool one = fields.number(4) == kRows && fields.number(4) == kOneTable &&
                   fields.number(4) == 1;  // the count of columns
  take_string(fields);                     // the keyspace
  take_string(fields);                     // the table
  take_string(fields);                     // the column
  return one && fields.number(2) == kVarchar;
}

}  // namespace

std::string startup_request() {
  // Any server takes 3.0.0, and answers as its own version of the language has it.
  return frame(Opcode::startup,
               big_endian(1, 2) + string_field("CQL_VERSION") + string_field("3.0.0"));
}

std::string plain_login_request(std::string_view user, const Secret& password) {
  const std::string token = '\0' + std::string(user) + '\0' + password.reveal();  // RFC 4616
  return frame(Opcode::auth_response, bytes_field(token));
}

std::string query_request(std::string_view cql, const std::vector<std::string>& values) {
  constexpr std::uint64_t kOne = 1;  // the consistency: system tables are each node's own
  constexpr std::uint64_t kValues = 1;
  std::string body = bytes_field(cql) + big_endian(kOne, 2) + big_endian(kValues, 1) +
                     big_endian(values.size(), 2);
  for (const std::string& value : values) {
    body += bytes_field(value);
  }
  return frame(Opcode::query, body);
}

std::optional<Header> read_header(std::string_view bytes) {
  constexpr std::uint64_t kWarning = 0x08;  // others come to who asks for them
  // A server that refuses ours says so in a version of its own.
  constexpr std::uint64_t kFirstVersion = 3;
  constexpr std::uint64_t kLastVersion = 6;
  BigEndianFields fields(bytes);
  const std::uint64_t version = fields.number(1);
  const std::uint64_t flags = fields.number(1);
  const std::uint64_t stream = fields.number(2);
  const auto opcode = static_cast<Opcode>(fields.number(1));
  const std::uint64_t length = fields.number(4);
  const bool ours = opcode == Opcode::error ? version >= (kOfServer | kFirstVersion) &&
                                                  version <= (kOfServer | kLastVersion)
                                            : version == (kOfServer | kVersion);
  if (!fields.ok() || !ours || (flags & ~kWarning) != 0 || stream != 0 || length > kLongestBody) {
    return std::nullopt;
  }
  return Header{.opcode = opcode, .warns = flags != 0, .length = length};
}

std::optional<std::string_view> body_behind_warnings(std::string_view bytes) {
  BigEndianFields fields(bytes);
  for (std::uint64_t left = fields.number(2); left > 0 && fields.ok(); --left) {
    take_string(fields);
  }
  return fields.ok() ? std::optional(fields.peek()) : std::nullopt;
}

std::optional<Error> read_error(std::string_view body) {
  BigEndianFields fields(body);
  const auto code = static_cast<std::uint32_t>(fields.number(4));
  Error error{.code = code, .message = std::string(take_string(fields))};
  return fields.ok() ? std::optional(std::move(error)) : std::nullopt;
}

std::optional<std::vector<std::string>> read_texts(std::string_view body) {
  BigEndianFields fields(body);
  if (!takes_one_text(fields)) {
    return std::nullopt;
  }
  std::vector<std::string> texts;
  for (auto left = static_cast<std::int32_t>(fields.number(4)); left > 0 && fields.ok(); --left) {
    texts.emplace_back(take_bytes(fields));
  }
  return fields.ok() && fields.peek().empty() ? std::optional(std::move(texts)) : std::nullopt;
}

std::optional<std::string> read_authenticator(std::string_view body) {
  BigEndianFields fields(body);
  std::string name(take_string(fields));
  return fields.ok() ? std::optional(std::move(name)) : std::nullopt;
}

}  // namespace aweigh::cassandra

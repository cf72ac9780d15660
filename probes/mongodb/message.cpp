#include "probes/mongodb/message.h"

#include "net/fields.h"

namespace aweigh::mongodb {
namespace {

constexpr std::uint32_t kOpMsg = 2013;
constexpr std::uint32_t kChecksumPresent = 1;
constexpr std::size_t kChecksumLength = 4;
constexpr std::string_view kDocument("\0", 1);  // the kind of a section
/// A hello of a set of fifty members, the most there may be, has some 10 kB.
constexpr std::size_t kLongest = 64 << 10;

}  // namespace

std::string message_of(std::int32_t request, std::string_view document) {
  const std::string body = little_endian(0, 4) + std::string(kDocument) + std::string(document);
  return little_endian(kHeaderLength + body.size(), 4) +
         little_endian(static_cast<std::uint32_t>(request), 4) + little_endian(0, 4) +
         little_endian(kOpMsg, 4) + body;
}

std::optional<std::size_t> length_behind(std::string_view header, std::int32_t request) {
  LittleEndianFields fields(header);
  const std::size_t length = fields.number(4);
  fields.number(4);  // the identifier of the reply
  const bool ours = static_cast<std::int32_t>(fields.number(4)) == request;
  const bool known = fields.number(4) == kOpMsg;
  if (!fields.ok() || !ours || !known || length <= kHeaderLength || length > kLongest) {
    return std::nullopt;
  }
  return length - kHeaderLength;
}

std::optional<std::string_view> document_in(std::string_view body) {
  LittleEndianFields fields(body);
  const auto flags = static_cast<std::uint32_t>(fields.number(4));
  const std::string_view kind = fields.bytes(1);
  const std::size_t behind = (flags & kChecksumPresent) != 0 ? kChecksumLength : 0;
  if (kind != kDocument || fields.peek().size() < behind) {
    return std::nullopt;
  }
  return fields.peek().substr(0, fields.peek().size() - behind);
}

}  // namespace aweigh::mongodb

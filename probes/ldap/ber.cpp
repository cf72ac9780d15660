#include "probes/ldap/ber.h"

#include "net/fields.h"

namespace aweigh::ldap {
namespace {

constexpr unsigned kLongForm = 0x80;
constexpr std::size_t kMostLengthBytes = 4;
constexpr std::size_t kMostNumberBytes = 4;

unsigned to_byte(char character) {
  return static_cast<unsigned char>(character);
}

}  // namespace

std::string encode(Tag tag, std::string_view content) {
  std::string element = big_endian(static_cast<std::uint8_t>(tag), 1);
  if (content.size() < kLongForm) {
    element += big_endian(content.size(), 1);
  } else {
    element += big_endian(kLongForm | kMostLengthBytes, 1);
    element += big_endian(content.size(), kMostLengthBytes);
  }
  return element.append(content);
}

std::string encode_small(Tag tag, std::uint8_t value) {
  return encode(tag, big_endian(value, 1));
}

std::optional<std::size_t> further_length_bytes(char first) {
  if (to_byte(first) < kLongForm) {
    return 0;
  }
  const std::size_t count = to_byte(first) & ~kLongForm;
  return count == 0 || count > kMostLengthBytes ? std::nullopt : std::optional(count);
}

std::size_t length_of(char first, std::string_view further) {
  return further.empty() ? to_byte(first) : BigEndianFields(further).number(further.size());
}

std::string_view Elements::next(Tag tag) {
  BigEndianFields fields(rest_);
  const bool is_wanted = peek() == tag;
  fields.bytes(1);
  const std::string_view first = fields.bytes(1);
  const auto further = first.empty() ? std::nullopt : further_length_bytes(first.front());
  ok_ = ok_ && is_wanted && further.has_value();
  if (!ok_) {
    return {};
  }
  const std::string_view more = fields.bytes(*further);
  const std::string_view content = fields.ok() ? fields.bytes(length_of(first.front(), more)) : "";
  ok_ = fields.ok();
  rest_ = fields.rest();
  return content;
}

std::uint32_t Elements::number(Tag tag) {
  const std::string_view bytes = next(tag);
  ok_ = ok_ && !bytes.empty() && bytes.size() <= kMostNumberBytes &&
        to_byte(bytes.front()) < kLongForm;
  return ok_ ? static_cast<std::uint32_t>(BigEndianFields(bytes).number(bytes.size())) : 0;
}

std::optional<Tag> Elements::peek() const {
  return rest_.empty() ? std::nullopt : std::optional(static_cast<Tag>(to_byte(rest_.front())));
}

}  // namespace aweigh::ldap

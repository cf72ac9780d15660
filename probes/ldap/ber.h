#pragma once

// As much of BER (X.690) as LDAP needs: tags of one byte, definite lengths (RFC 4511 section 5.1).

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aweigh::ldap {

enum class Tag : std::uint8_t {
  boolean = 0x01,
  integer = 0x02,
  octet_string = 0x04,
  enumerated = 0x0a,
  sequence = 0x30,
  // Those of RFC 4511, section 4.
  bind_request = 0x60,
  bind_response = 0x61,
  unbind_request = 0x42,
  search_request = 0x63,
  search_entry = 0x64,
  search_done = 0x65,
  search_reference = 0x73,
  extended_request = 0x77,
  extended_response = 0x78,
  intermediate_response = 0x79,
  simple_password = 0x80,
  request_name = 0x80,
  present_filter = 0x87,
};

/// One element.
std::string encode(Tag tag, std::string_view content);

/// An integer, an enumerated or a boolean of 0 to 127.
std::string encode_small(Tag tag, std::uint8_t value);

/// How many bytes of a length follow its first (X.690 section 8.1.3). nullopt: it is indefinite, or
/// of more bytes than any length that we could bear.
std::optional<std::size_t> further_length_bytes(char first);

/// The length that begins with `first`, for which further_length_bytes() has a value.
std::size_t length_of(char first, std::string_view further);

/// Takes elements off the front of the content of one. What is cut short, or has another tag than
/// the one that is asked for, is empty, and leaves `ok()` false.
class Elements {
 public:
  explicit Elements(std::string_view bytes) : rest_(bytes) {}

  /// The content of the next element.
  std::string_view next(Tag tag);

  /// The value of the next, which has no sign bit and at most four bytes.
  std::uint32_t number(Tag tag);

  /// The tag of the next; nullopt: there is none.
  [[nodiscard]] std::optional<Tag> peek() const;

  [[nodiscard]] bool ok() const { return ok_; }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace aweigh::ldap

#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace aweigh {

/// Takes fields off the front of what a server said. What reads beyond the end is empty, or zero,
/// and leaves `ok()` false.
template <std::endian kOrder>
class Fields {
 public:
  explicit Fields(std::string_view bytes) : rest_(bytes) {}

  /// Of at most 8 bytes. Signed ones are cast by the caller.
  std::uint64_t number(std::size_t width) {
    std::uint64_t value = 0;
    std::uint32_t shift = 0;
    for (const char digit : bytes(width)) {
      const auto byte = static_cast<std::uint64_t>(static_cast<unsigned char>(digit));
      value = kOrder == std::endian::big ? value << 8U | byte : value | byte << shift;
      shift += 8;
    }
    return value;
  }

  std::string_view bytes(std::size_t count) {
    ok_ = ok_ && count <= rest_.size();
    const std::string_view taken = ok_ ? rest_.substr(0, count) : std::string_view();
    rest_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view until_nul() {
    const std::string_view taken = bytes(rest_.find('\0'));
    bytes(1);
    return taken;
  }

  std::string_view rest() { return bytes(rest_.size()); }
  [[nodiscard]] std::string_view peek() const { return rest_; }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

using BigEndianFields = Fields<std::endian::big>;
using LittleEndianFields = Fields<std::endian::little>;

/// The lowest `width` bytes of `value`, as a field.
template <std::endian kOrder>
std::string to_field(std::uint64_t value, std::size_t width) {
  std::string field(width, '\0');
  for (std::size_t at = 0; at < width; ++at, value >>= 8U) {
    field[kOrder == std::endian::big ? width - 1 - at : at] = static_cast<char>(value & 0xffU);
  }
  return field;
}

inline std::string big_endian(std::uint64_t value, std::size_t width) {
  return to_field<std::endian::big>(value, width);
}

inline std::string little_endian(std::uint64_t value, std::size_t width) {
  return to_field<std::endian::little>(value, width);
}

}  // namespace aweigh

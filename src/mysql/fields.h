#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace aweigh::mysql {

/// Takes fields off the front of a payload. What reads beyond the end is empty, or zero, and leaves
/// `ok()` false.
class Fields {
 public:
  explicit Fields(std::string_view bytes) : rest_(bytes) {}

  /// Little-endian, as all numbers of the protocol are.
  std::uint32_t number(std::size_t width) {
    std::uint32_t value = 0;
    std::uint32_t shift = 0;
    for (const char digit : bytes(width)) {
      value |= static_cast<std::uint32_t>(static_cast<unsigned char>(digit)) << shift;
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

}  // namespace aweigh::mysql

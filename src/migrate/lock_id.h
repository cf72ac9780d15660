#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aweigh::migrate {

/// CRC-32 as in IEEE 802.3 and Go's hash/crc32.
constexpr std::uint32_t crc32(std::string_view text) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : text) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
  }
  return ~crc;
}

/// The advisory lock of golang-migrate ≥ 4.15 (database/util.go) for one version table.
inline std::uint32_t lock_id(std::string_view schema, std::string_view table,
                             std::string_view database) {
  std::string joined(schema);
  joined += '\0';
  joined += table;
  joined += '\0';
  joined += database;
  return crc32(joined) * 1486364155U;
}

/// Every id that golang-migrate may hold for this table, in ascending order: its command says the
/// database's name with a slash before it, its library without.
std::vector<std::uint32_t> lock_ids(std::string_view schema, std::string_view table,
                                    std::string_view database);

}  // namespace aweigh::migrate

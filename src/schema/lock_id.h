#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

// The numbers of golang-migrate's advisory locks. The migration lock (migrate/run/lock.h) takes
// these, so that only one of all aweighs and golang-migrates changes a schema at a time.

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
std::uint32_t lock_id(std::string_view schema, std::string_view table, std::string_view database);

/// Every id that golang-migrate may hold for this table, in ascending order. There are two: its
/// command puts a slash before the database's name, its library does not.
std::vector<std::uint32_t> lock_ids(std::string_view schema, std::string_view table,
                                    std::string_view database);

}  // namespace aweigh::migrate

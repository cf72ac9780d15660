#include "schema/lock_id.h"

#include <algorithm>
#include <string>

namespace aweigh::migrate {

std::uint32_t lock_id(std::string_view schema, std::string_view table, std::string_view database) {
  std::string joined(schema);
  joined += '\0';
  joined += table;
  joined += '\0';
  joined += database;
  return crc32(joined) * 1486364155U;
}

std::vector<std::uint32_t> lock_ids(std::string_view schema, std::string_view table,
                                    std::string_view database) {
  std::vector<std::uint32_t> ids = {lock_id(schema, table, database),
                                    lock_id(schema, table, "/" + std::string(database))};
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  return ids;
}

}  // namespace aweigh::migrate

#include "probes/mysql/query.h"

namespace aweigh::mysql {

std::string lack_of(const Glance& seen) {
  if (!seen.gives_rows) {
    return "";
  }
  if (!seen.has_row) {
    return "the query gives no row";
  }
  const std::string value = seen.first.value_or("NULL");
  return value == "NULL" || value == "0" ? "the query gives " + value : "";
}

}  // namespace aweigh::mysql

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aweigh::migrate {

/// What CREATE INDEX CONCURRENTLY is about to build.
struct ConcurrentIndex {
  std::string name;   ///< as the catalogue has it
  std::string table;  ///< as the file writes it, perhaps with its schema; to_regclass() reads it
};

/// The index of a file that has no other statement. nullopt: it does something else, or leaves the
/// index's name to the server.
std::optional<ConcurrentIndex> concurrent_index_of(std::string_view sql);

}  // namespace aweigh::migrate

#pragma once

#include <optional>
#include <string>
#include <string_view>

// Reads CREATE and DROP INDEX CONCURRENTLY, so that recover() can ask the catalogue whether the
// index of an interrupted migration is there.

namespace aweigh::migrate {

/// The index that CREATE INDEX CONCURRENTLY builds.
struct ConcurrentIndex {
  std::string name;   ///< as the catalogue has it
  std::string table;  ///< as the file writes it, perhaps with its schema; to_regclass() reads it
};

/// The index of the statement `sql`. nullopt: the statement is another one, or leaves the index's
/// name to the server.
std::optional<ConcurrentIndex> concurrent_index_of(std::string_view sql);

/// The index that the statement `sql` drops concurrently, as the file writes it, perhaps with its
/// schema. nullopt: the statement is another one.
std::optional<std::string> concurrently_dropped_by(std::string_view sql);

}  // namespace aweigh::migrate

#pragma once

#include <asio/awaitable.hpp>
#include <string>

#include "base/result.h"
#include "schema/checksum.h"
#include "schema/version_table.h"
#include "target/target.h"

// Reads how far a schema is, for `aweigh migrate version` and `status`, --dry-run, and a wait for
// the newest version.

namespace aweigh::migrate {

struct SchemaState {
  Version version;
  std::string table;  ///< quoted name of the version table, which may be missing
  Past past;
};

/// Takes no lock and writes nothing: a standby will do.
asio::awaitable<Result<SchemaState>> inspect(Target database);

}  // namespace aweigh::migrate

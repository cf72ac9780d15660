#pragma once

#include <span>
#include <string>
#include <vector>

#include "migrate/files/source.h"
#include "schema/checksum.h"
#include "schema/version_table.h"

// The output of `aweigh migrate status` and `version`, as text and as JSON. Pure.

namespace aweigh::migrate {

/// One version of the schema, as `migrate status` tells it.
struct StatusRow {
  std::int64_t version;
  std::string title;
  /// "applied", "dirty", "pending"; "missing": the database is at it, but it has no file.
  const char* state;
  Content content = Content::unknown;  ///< unknown unless it is applied
};

/// Every migration of `known`, which is in order of version, and the current version.
std::vector<StatusRow> status_of(const Version& current, std::span<const Migration> known,
                                 const Checksums& checksums);

/// "3", "3 (dirty)"; "" where nothing was applied.
std::string version_text(const Version& version);

std::string version_json(const Version& version);
std::string status_text(const std::vector<StatusRow>& rows);
std::string status_json(const Version& current, const std::vector<StatusRow>& rows);

}  // namespace aweigh::migrate

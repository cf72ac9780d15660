#pragma once

#include <cstddef>
#include <cstdint>
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
  /// "applied", "dirty", "pending"; "skipped": below the schema's version, but never applied;
  /// "missing": applied or dirty, but it has no file.
  const char* state;
  Content content = Content::unknown;  ///< unknown unless it is applied, and has a record
};

struct Status {
  std::vector<StatusRow> rows;  ///< in order of version
  std::size_t missing = 0;      ///< versions in all, of which `rows` has the newest
};

/// Every migration of `known`, which is in order of version, the current version, and those below
/// it that `past` proves to be applied.
Status status_of(const Version& current, std::span<const Migration> known, const Past& past);

/// "3", "3 (dirty)"; "" where nothing was applied.
std::string version_text(const Version& version);

std::string version_json(const Version& version);
std::string status_text(const Status& status);
/// Names `directory`, unless it is empty.
std::string status_json(const Version& current, const Status& status,
                        const std::string& directory = "");

}  // namespace aweigh::migrate

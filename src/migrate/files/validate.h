#pragma once

#include <string>
#include <vector>

#include "base/result.h"

// `aweigh migrate validate`: looks at all files, as a build of the image can.

namespace aweigh::migrate {

/// Something wrong in a directory of migrations.
struct Finding {
  bool is_error;  ///< false: a warning
  std::string words;
};

/// Finds in the files alone what would fail, or would do nothing and not say so. Error codes:
/// no_migrations, migration_failed (two files have one version: the migrations have no order).
Result<std::vector<Finding>> validate(const std::string& directory);

}  // namespace aweigh::migrate

#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace aweigh::migrate {

/// Something wrong in a directory of migrations.
struct Finding {
  bool is_error;  ///< otherwise worth a look
  std::string words;
};

/// All that would fail, or do nothing without a word, read off the files alone. Error codes:
/// no_migrations, migration_failed (two files of one version, which leave no order to look at).
Result<std::vector<Finding>> validate(const std::string& directory);

}  // namespace aweigh::migrate

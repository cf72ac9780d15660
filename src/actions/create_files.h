#pragma once

#include "base/result.h"
#include "options/options.h"

namespace aweigh {

/// `migrate create`: makes an empty up and down file, and prints their paths.
Result<void> create_files(const MigrateOptions& options);

}  // namespace aweigh

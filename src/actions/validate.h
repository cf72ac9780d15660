#pragma once

#include "base/result.h"
#include "options/options.h"

namespace aweigh {

/// `migrate validate`: names what is wrong with the files of all directories, whatever is found in
/// the first; also beside those of another revision where one is given. Errors as of
/// migrate::validate() and names_at_revision().
Result<void> validate(const MigrateOptions& options);

}  // namespace aweigh

#pragma once

#include <string>

#include "base/result.h"
#include "environment/environment.h"

namespace aweigh {

/// A DSN and the variable that it comes from.
struct NamedDsn {
  std::string source;
  std::string text;
};

/// The database where `--database` names none: DATABASE_URL, then libpq's own variables.
Result<NamedDsn> default_database(const Environment& environment);

}  // namespace aweigh

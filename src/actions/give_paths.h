#pragma once

#include <optional>

#include "base/result.h"
#include "launch/user.h"
#include "options/options.h"

namespace aweigh {

/// Gives what --chown names to the user. Without root's rights it does nothing and says so. Errors:
/// those of change_owner() of owner/change.h; 128+N where a stop signal, which must be blocked,
/// ended it.
Result<void> give_paths(const ServiceOptions& service, const std::optional<Identity>& user);

/// The same for --explain: the error that would be met at once.
Result<void> expect_paths(const ServiceOptions& service);

}  // namespace aweigh

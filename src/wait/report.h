#pragma once

#include <string>
#include <vector>

#include "wait/waiter.h"

namespace aweigh {

/// A line per target: "ready      tcp://db:5432", "not ready  redis://cache:6379: Connection
/// refused (connect)".
std::string to_text(const std::vector<TargetReport>& reports);

/// A line per target that we do not go on without: "redis://cache:6379: Connection refused
/// (connect)".
std::string complaints(const std::vector<TargetReport>& reports);

/// `{"outcome":"ready","targets":[{"target":…,"outcome":…,"attempts":…,"elapsed_ms":…,
/// "last_stage":…,"last_error":…,"advice":…}]}` on one line; the last three only where a target is
/// not ready.
std::string to_json(const std::vector<TargetReport>& reports);

/// Whether all but the optional ones are ready.
bool all_ready(const std::vector<TargetReport>& reports);

}  // namespace aweigh

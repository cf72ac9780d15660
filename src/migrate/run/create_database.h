#pragma once

#include <asio/awaitable.hpp>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "target/target.h"

// --create-database: makes the database that is to be migrated, where it is missing.

namespace aweigh::migrate {

/// The SQLSTATE of a login to a database that does not exist.
inline constexpr std::string_view kNoSuchDatabase = "3D000";

/// Creates the database of `target` unless it is there, from the server's database `postgres`, or
/// `template1` where that is missing. The user of the target becomes its owner; the encoding is
/// that of template1. Replicas may do so at once: one creates it. Whatever passes by itself is
/// waited for within `timeout`. Errors: usage (nothing names the database), and those of
/// Run::to_goal().
asio::awaitable<Result<void>> create_missing_database(Target target, Duration timeout);

}  // namespace aweigh::migrate

#pragma once

#include <cstdint>
#include <span>

#include "pg/failure.h"
#include "probes/answer.h"
#include "target/target.h"

namespace aweigh::postgres {

/// Judges a login that failed.
Answer judge_login(const pg::Failure& failure);

/// The same; where the server does not know one of the settings of `query`, the advice tells what
/// was meant.
Answer judge_login_with(const pg::Failure& failure, std::span<const Parameter> query);

/// Judges it where the target names no user, and the one that we make up is refused. A server that
/// refuses a user accepts connections, unless it says that it does not yet (57P03) or has no room
/// (53300).
Answer judge_greeting(const pg::Failure& failure);

/// Judges the failure of the user's own statement. Another container may yet create a table that
/// does not exist.
Answer judge_query(const pg::Failure& failure);

/// Judges the failure of the question for golang-migrate's version table, which is to say `wanted`.
Answer judge_version_table(const pg::Failure& failure, std::int64_t wanted);

}  // namespace aweigh::postgres

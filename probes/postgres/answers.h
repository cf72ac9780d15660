#pragma once

#include "pg/failure.h"
#include "probes/answer.h"

namespace aweigh::postgres {

/// Judges a login that failed.
Answer judge_login(const pg::Failure& failure);

/// Judges it where the target names no user, and the one that we make up is refused. A server that
/// refuses a user accepts connections, unless it says that it does not yet (57P03) or has no room
/// (53300).
Answer judge_greeting(const pg::Failure& failure);

/// Judges the failure of the user's own statement. Another container may yet create a table that
/// does not exist.
Answer judge_query(const pg::Failure& failure);

/// Judges the failure of the question for golang-migrate's version table.
Answer judge_version_table(const pg::Failure& failure);

}  // namespace aweigh::postgres

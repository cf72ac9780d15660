#pragma once

#include "pg/failure.h"
#include "probes/probe.h"

namespace aweigh {

/// What a login that failed means.
Answer judge_login(const pg::Failure& failure);

/// The same where no user is named: there is no login to try. Whatever the server says of the user
/// that we make up, it accepts connections; unless it says that it does not yet (57P03) or has no
/// room (53300).
Answer judge_greeting(const pg::Failure& failure);

/// What the failure of the user's own statement means. What does not exist may yet be created by
/// another container.
Answer judge_query(const pg::Failure& failure);

/// The same of golang-migrate's version table.
Answer judge_version_table(const pg::Failure& failure);

}  // namespace aweigh

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "migrate/sql/segments.h"
#include "pg/failure.h"

// Statements of ours in front of a part of a file, and what the server's answers to both mean in
// the file. Pure.

namespace aweigh::migrate {

/// What stands behind a part: it ends a comment and a statement that the part does not end.
constexpr std::string_view kSeparator = "\n;";

struct Preamble {
  std::string sql;
  std::size_t statements = 0;

  void add(const std::string& statement);
};

/// Whether the failure of a query that has `before` in front is one of `before`.
bool is_of(const Preamble& before, const pg::Failure& failure);

/// `failure` of a query that has `before` and then `part` of the file `sql`, as one of the file:
/// its position counts from the begin of the file, its statement from that of the part.
pg::Failure in_file(pg::Failure failure, const Preamble& before, const Part& part,
                    const std::string& sql);

}  // namespace aweigh::migrate

#pragma once

#include <cstddef>

#include "migrate/files/source.h"
#include "migrate/sql/segments.h"
#include "pg/failure.h"

namespace aweigh::migrate {

/// Divides number `at` of the segments of `migration` as its failure wants it: the server has
/// refused a statement in a transaction that no rule forbids there (a table of REINDEX may be
/// partitioned, a procedure may commit), or wants an end of it before a new value of a type is
/// used. `failure` is that of the segment, which was rolled back. False: it is to stay as it is.
/// Pure.
bool divide_further(Segments& segments, std::size_t at, const pg::Failure& failure,
                    const Migration& migration);

}  // namespace aweigh::migrate

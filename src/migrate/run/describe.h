#pragma once

#include <string>

#include "migrate/files/source.h"
#include "migrate/sql/script.h"
#include "pg/failure.h"

// The message of apply() about a file that failed. Pure.

namespace aweigh::migrate {

/// The failure as people read it: the words, the place in the file with its lines, DETAIL and HINT.
/// `script` is what was run of `migration`, in the places of its text.
std::string describe(const pg::Failure& failure, const Migration& migration, const Script& script);

}  // namespace aweigh::migrate

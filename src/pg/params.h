#pragma once

#include <string>
#include <string_view>

#include "pg/connection.h"
#include "target/target.h"

namespace aweigh::pg {

/// The libpq keywords that `target` (URL or key=value, it makes no difference) stands for. Query
/// keys that are not libpq's are session settings (`search_path=app`), as in Go's lib/pq, and
/// travel in `options`; `x-…` keys are golang-migrate's own and are left out. The words of ORMs and
/// drivers have been translated (target/dialect.h).
Params params_of(const Target& target);

/// The keyword, or the word of an ORM or driver, that was meant by a misspelt name; "": none is
/// near.
std::string nearest_word(std::string_view name);

/// Whether a login is wanted: a user in the target or in PGUSER, or a service file that may name
/// one.
bool names_user(const Target& target);

/// Whether the target itself, or PGTARGETSESSIONATTRS, says which of several servers is wanted.
bool picks_server(const Target& target);

}  // namespace aweigh::pg

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "migrate/sql/script.h"

namespace aweigh::migrate {

/// A file that was one transaction, with its BEGIN and COMMIT blanked out.
struct Unwrapped {
  std::string sql;  ///< as long as the file's text: every statement keeps its place
  Script script;    ///< of the statements that are left
};

/// Unwraps a file that is one transaction and nothing else (`BEGIN; …; COMMIT;`). It can then run
/// in our transaction, and leaves no dirty version behind. `script` is that of `sql`. nullopt: the
/// file is something else; or its BEGIN or COMMIT says more (an isolation level, AND CHAIN); or a
/// statement between them cannot share a transaction with the version row.
std::optional<Unwrapped> without_own_transaction(std::string_view sql, const Script& script);

}  // namespace aweigh::migrate

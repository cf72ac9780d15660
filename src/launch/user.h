#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "base/result.h"

namespace aweigh {

/// Who the service is to be.
struct Identity {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;  ///< supplementary
  std::string home = "/";
  std::string name;  ///< empty: a number that /etc/passwd does not know
};

/// What `docker run --user` accepts: `user`, `user:group`, names or numbers. The tables are the
/// texts of /etc/passwd and /etc/group (passwd(5), group(5)), read without NSS, and may be empty
/// where only numbers are used. As there: a number is never a name, and one that is nobody's has
/// group 0 and home /; the supplementary groups are those that list the user, and none if a group
/// is given. Unlike there an empty part is refused: it is an unset variable, and would mean root.
Result<Identity> find_identity(std::string_view user, std::string_view passwd,
                               std::string_view group);

/// The same from the system's own tables; a missing one counts as empty. Refuses at once whoever is
/// not allowed to become somebody else.
Result<Identity> find_identity(std::string_view user);

/// Becomes `identity`, and makes sure that there is no way back to root.
Result<void> become(const Identity& identity);

}  // namespace aweigh

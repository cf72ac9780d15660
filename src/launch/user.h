#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "base/result.h"

namespace aweigh {

/// The user and the groups of the service.
struct Identity {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;  ///< supplementary
  std::string home = "/";
  std::string name;  ///< empty: a number that /etc/passwd does not have
};

/// Reads what `docker run --user` accepts: `user` or `user:group`, names or numbers. `passwd` and
/// `group` are the texts of /etc/passwd and /etc/group (passwd(5), group(5)), read without NSS;
/// they may be empty where only numbers are used.
///
/// As in Docker, a number is never a name, and a number that /etc/passwd does not have has group 0
/// and home /. The supplementary groups are those that list the user; if a group is given, there
/// are none. An empty group counts as none, and an empty user before a group is root. Unlike in
/// Docker, nothing but a colon is refused, and so is a third part.
Result<Identity> find_identity(std::string_view user, std::string_view passwd,
                               std::string_view group);

/// The same from the system's own files; a missing one counts as empty. It is also an error if this
/// process is another user, and may not change that.
Result<Identity> find_identity(std::string_view user);

/// Becomes `identity`, and makes sure that there is no way back to root. A process that is this
/// user already and may not change its groups, as under `runAsUser` of Kubernetes, keeps them.
Result<void> become(const Identity& identity);

}  // namespace aweigh

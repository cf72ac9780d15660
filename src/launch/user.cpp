// Reads --user as `docker run --user` is read, and becomes that user. src/aweigh.cpp reads it
// before the fork; launch.cpp becomes the user just before the exec.

#include "launch/user.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <functional>
#include <grp.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "environment/environment.h"
#include "text/number.h"
#include "text/split.h"

namespace aweigh {
namespace {

using Fields = std::vector<std::string_view>;

/// As Docker: 0 to 2^31-1, all of it digits.
std::optional<id_t> parse_id(std::string_view text) {
  constexpr id_t kLargest = 0x7fffffff;
  return parse_whole<id_t>(text, 0, kLargest);
}

/// The first line of `table` that `matches`, cut at its colons. Skips lines with fewer than
/// `fields` fields.
std::optional<Fields> find_entry(std::string_view table, std::size_t fields,
                                 const std::function<bool(const Fields&)>& matches) {
  for (const std::string_view line : split(table, '\n')) {
    Fields entry = split(line, ':');
    if (entry.size() >= fields && matches(entry)) {
      return entry;
    }
  }
  return std::nullopt;
}

/// As Docker: a number is never a name. It is the third field in both tables.
std::optional<Fields> find_name_or_id(std::string_view table, std::size_t fields,
                                      std::string_view wanted) {
  const auto id = parse_id(wanted);
  return find_entry(table, fields, [&](const Fields& entry) {
    return id ? parse_id(entry[2]) == id : !wanted.empty() && entry[0] == wanted;
  });
}

Result<void> find_user(Identity& identity, std::string_view user, std::string_view passwd) {
  constexpr std::size_t kFieldsUntilGroup = 4;
  const auto entry = find_name_or_id(passwd, kFieldsUntilGroup, user);
  const auto uid = parse_id(entry ? (*entry)[2] : user);
  const auto gid = parse_id(entry ? (*entry)[3] : "0");
  if (!uid || !gid) {
    return fail(ExitCode::usage, "there is no user \"" + std::string(user) +
                                     "\" in /etc/passwd (numbers need none: 1000:1000)");
  }
  identity.uid = *uid;
  identity.gid = *gid;
  if (entry) {
    identity.name = (*entry)[0];
  }
  if (entry && entry->size() > 5 && !(*entry)[5].empty()) {
    identity.home = (*entry)[5];
  }
  return {};
}

Result<void> find_group(Identity& identity, std::string_view wanted, std::string_view group) {
  constexpr std::size_t kFieldsUntilNumber = 3;
  const auto entry = find_name_or_id(group, kFieldsUntilNumber, wanted);
  const auto gid = parse_id(entry ? (*entry)[2] : wanted);
  if (!gid) {
    return fail(ExitCode::usage, "there is no group \"" + std::string(wanted) +
                                     "\" in /etc/group (numbers need none: 1000:1000)");
  }
  identity.gid = *gid;
  return {};
}

void add_supplementary_groups(Identity& identity, std::string_view group) {
  constexpr std::size_t kFieldsUntilMembers = 4;
  find_entry(group, kFieldsUntilMembers, [&](const Fields& entry) {
    const Fields members = split(entry[3], ',');
    const auto gid = parse_id(entry[2]);
    if (gid && !identity.name.empty() &&
        std::ranges::find(members, identity.name) != members.end()) {
      identity.groups.push_back(*gid);
    }
    return false;  // on to the next line
  });
}

tl::unexpected<Error> cannot_become(const Identity& identity, const std::string& cause) {
  return fail(ExitCode::usage, "cannot become user " + std::to_string(identity.uid) + ":" +
                                   std::to_string(identity.gid) + ": " + cause);
}

bool has_capabilities() {
  constexpr std::uint32_t kNeeded = 1U << CAP_SETUID | 1U << CAP_SETGID;
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
  return ::syscall(SYS_capget, &header, sets.data()) == 0 &&
         (sets[0].effective & kNeeded) == kNeeded;
}

/// Why this process may not change its user and groups; "": it may.
std::string why_fixed() {
  if (!has_capabilities()) {
    return std::strerror(EPERM);
  }
  if (read_text_file("/proc/self/setgroups").value_or("").starts_with("deny")) {
    return "this user namespace allows no change of groups (setgroups)";
  }
  return "";
}

bool is_already(uid_t uid) {
  uid_t real = 0;
  uid_t effective = 0;
  uid_t saved = 0;
  return ::getresuid(&real, &effective, &saved) == 0 && real == uid && effective == uid &&
         saved == uid;
}

}  // namespace

Result<Identity> find_identity(std::string_view user, std::string_view passwd,
                               std::string_view group) {
  const auto colon = std::min(user.find(':'), user.size());
  const std::string_view name = user.substr(0, colon);
  const std::string_view group_name = user.substr(std::min(colon + 1, user.size()));
  Identity identity;
  const bool root_by_default = name.empty() && !group_name.empty();
  if (auto found = find_user(identity, root_by_default ? "0" : name, passwd); !found) {
    return error_of(found);
  }
  if (group_name.empty()) {
    add_supplementary_groups(identity, group);
  } else if (auto found = find_group(identity, group_name, group); !found) {
    return error_of(found);
  }
  return identity;
}

Result<Identity> find_identity(std::string_view user) {
  auto identity = find_identity(user, read_text_file("/etc/passwd").value_or(""),
                                read_text_file("/etc/group").value_or(""));
  if (!identity || is_already(identity->uid)) {
    return identity;
  }
  if (const std::string why = why_fixed(); !why.empty()) {
    return cannot_become(*identity, why);
  }
  return identity;
}

Result<void> become(const Identity& identity) {
  const bool stays = is_already(identity.uid) && !why_fixed().empty();
  const bool done = stays || (::setgroups(identity.groups.size(), identity.groups.data()) == 0 &&
                              ::setresgid(identity.gid, identity.gid, identity.gid) == 0 &&
                              ::setresuid(identity.uid, identity.uid, identity.uid) == 0);
  if (!done) {
    return cannot_become(identity, std::strerror(errno));
  }
  if (identity.uid != 0 && (::setuid(0) == 0 || ::seteuid(0) == 0)) {
    return cannot_become(identity, "root could be regained");
  }
  return {};
}

}  // namespace aweigh

#include "actions/give_paths.h"

#include <string>
#include <unistd.h>

#include "base/duration_text.h"
#include "base/error_of.h"
#include "base/log.h"
#include "owner/change.h"
#include "owner/place.h"
#include "preflight/stoppable_loop.h"

// --chown: before anything is waited for, so that what cannot be done is known at once.

namespace aweigh {
namespace {

/// One line on what was left as it is, if anything was.
void tell_left(LogLevel level, const char* reason, const LeftAlone& left, const std::string& why) {
  if (left.count == 0) {
    return;
  }
  const std::string others =
      left.count == 1 ? "" : " and " + std::to_string(left.count - 1) + " more";
  log_event(level, "owner_kept", "the owner of " + left.first + others + " is kept: " + why,
            {{"path", left.first}, {"reason", reason}, {"count", left.count}});
}

void tell(const std::string& path, const std::string& owner, const OwnerChange& change,
          Clock::time_point begun) {
  tell_left(LogLevel::warn, "linked", change.linked,
            "a hard link, which may lie outside; chown it by hand, or remove it");
  tell_left(LogLevel::warn, "linkable", change.linkable,
            "where fs.protected_hardlinks is 0, and others than root may write to the directory, "
            "it may be a hard link to a file outside");
  tell_left(LogLevel::warn, "device", change.devices,
            "a device; name it by a --chown of its own if it is to be the user's");
  tell_left(LogLevel::info, "mount", change.mounts,
            "something else is mounted there; name it by a --chown of its own if it is to be the "
            "user's");
  const Duration took = Clock::now() - begun;
  log_event(change.changed == 0 ? LogLevel::debug : LogLevel::info, "owner_changed",
            path + ": " + std::to_string(change.changed) + " of " + std::to_string(change.seen) +
                " changed to " + owner + " (" + to_text(took) + ")",
            {{"path", path},
             {"count", change.seen},
             {"changed", change.changed},
             {"elapsed_ms", to_ms(took)}});
}

}  // namespace

Result<void> give_paths(const ServiceOptions& service, const std::optional<Identity>& user) {
  const auto go_on = [stops = stop_signals()]() -> Result<void> {
    siginfo_t info;
    return take_signal(stops, info) ? stopped_by(info.si_signo, "the change of owners")
                                    : Result<void>();
  };
  for (const std::string& path : service.chown) {
    if (::geteuid() != 0) {
      log_event(LogLevel::debug, "owner_kept",
                "the owner of " + path + " is kept: this is not root, --chown does nothing",
                {{"path", path}, {"reason", "not_root"}, {"count", std::int64_t{1}}});
      continue;
    }
    const auto begun = Clock::now();
    const auto change = change_owner(path, {user->uid, user->gid}, go_on);
    if (!change) {
      return error_of(change);
    }
    const std::string owner = std::to_string(user->uid) + ":" + std::to_string(user->gid);
    tell(path, owner, *change, begun);
  }
  return {};
}

Result<void> expect_paths(const ServiceOptions& service) {
  for (const std::string& path : service.chown) {
    if (const auto place = open_place(path); !place && ::geteuid() == 0) {
      return error_of(place);
    }
  }
  return {};
}

}  // namespace aweigh

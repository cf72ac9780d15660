#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "owner/entry.h"

namespace aweigh {

/// Entries that were left as they are though they are not the owner's.
struct LeftAlone {
  std::int64_t count = 0;
  std::string first;  ///< the path of one of them
};

struct OwnerChange {
  std::int64_t seen = 0;     ///< the path itself and what lies below it
  std::int64_t changed = 0;  ///< of these
  LeftAlone linked;          ///< has further names, which may lie elsewhere
  LeftAlone linkable;        ///< others may have made a link of it, and the kernel allows that
  LeftAlone devices;         ///< below the path
  LeftAlone mounts;          ///< not entered, whoever owns them
};

/// Gives what lies at `path`, and below it, to `owner`, as `chown -Rh` does, but for what already
/// belongs to it (which is not written to), for devices, for other mounts, and for files that may
/// have a name outside. Follows no symbolic link below `path`; for `path` itself see place.h. A
/// directory comes after what is in it.
///
/// Who owns the tree may change it meanwhile: what vanishes is no error. `go_on` is asked now and
/// then; its error ends the walk. The other errors are cannot_change_owner().
Result<OwnerChange> change_owner(const std::string& path, Owner owner,
                                 const std::function<Result<void>()>& go_on);

}  // namespace aweigh

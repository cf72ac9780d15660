#include "owner/entry.h"

#include <fcntl.h>
#include <sys/stat.h>

namespace aweigh {

std::optional<EntryState> EntryState::of(int fd, const char* name) noexcept {
  constexpr std::uint64_t kMountRoot = 0x2000;  // STATX_ATTR_MOUNT_ROOT of linux/stat.h
  constexpr int kHalf = 32;
  struct statx found{};
  const int how = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | (*name == '\0' ? AT_EMPTY_PATH : 0);
  if (::statx(fd, name, how, STATX_BASIC_STATS, &found) != 0) {
    return std::nullopt;
  }
  EntryState state;
  state.owner_ = {found.stx_uid, found.stx_gid};
  state.mode_ = found.stx_mode;
  state.links_ = found.stx_nlink;
  state.device_ = std::uint64_t{found.stx_dev_major} << kHalf | found.stx_dev_minor;
  state.inode_ = found.stx_ino;
  if ((found.stx_attributes_mask & kMountRoot) != 0) {
    state.is_mount_ = (found.stx_attributes & kMountRoot) != 0;
  }
  return state;
}

bool EntryState::is_directory() const {
  return S_ISDIR(mode_);
}

bool EntryState::is_link() const {
  return S_ISLNK(mode_);
}

bool EntryState::is_device() const {
  return S_ISCHR(mode_) || S_ISBLK(mode_);
}

bool EntryState::is_roots_alone() const {
  return owner_.user == 0 && (mode_ & (S_IWGRP | S_IWOTH)) == 0;
}

/// Of an overlay, files may have another device than directories.
bool EntryState::is_mount_within(const EntryState& directory) const {
  return is_mount_.value_or(is_directory() && device_ != directory.device_);
}

}  // namespace aweigh

#pragma once

#include <cstdint>
#include <optional>
#include <sys/types.h>

namespace aweigh {

struct Owner {
  uid_t user;
  gid_t group;

  friend bool operator==(const Owner&, const Owner&) = default;
};

/// What statx(2) tells of one entry of a file system.
class EntryState {
 public:
  /// Of `name` in a directory, or with "" of the descriptor itself; a symbolic link is one itself.
  /// nullopt: errno says why.
  static std::optional<EntryState> of(int fd, const char* name) noexcept;

  [[nodiscard]] bool belongs_to(const Owner& owner) const { return owner_ == owner; }
  [[nodiscard]] bool is_directory() const;
  [[nodiscard]] bool is_link() const;
  [[nodiscard]] bool is_device() const;
  /// Of what is no directory: whether it has further hard links.
  [[nodiscard]] bool has_other_names() const { return links_ > 1; }
  /// Whether nobody but root may write to it.
  [[nodiscard]] bool is_roots_alone() const;
  /// Whether something is mounted here, seen from the directory that it lies in. Before Linux 5.8
  /// only a directory of another file system is known for a mount.
  [[nodiscard]] bool is_mount_within(const EntryState& directory) const;
  [[nodiscard]] bool is_same_as(const EntryState& other) const {
    return device_ == other.device_ && inode_ == other.inode_;
  }

 private:
  Owner owner_{};
  mode_t mode_ = 0;
  std::uint32_t links_ = 0;
  std::uint64_t device_ = 0;
  std::uint64_t inode_ = 0;
  std::optional<bool> is_mount_;  ///< nullopt: the kernel does not tell
};

}  // namespace aweigh

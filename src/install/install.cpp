// `aweigh install PATH`: copies the binary that runs, for images that have none. src/aweigh.cpp
// calls it.

#include "install/install.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <system_error>

#include "base/draft.h"
#include "base/fd.h"
#include "base/log.h"

namespace aweigh {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOwnBinary = "/proc/self/exe";
constexpr mode_t kMode = 0755;

std::string last_cause() {
  return std::generic_category().message(errno);
}

tl::unexpected<Error> cannot_install(const fs::path& name, const std::string& cause) {
  return fail(ExitCode::usage, "cannot install to " + name.string() + ": " + cause);
}

fs::path directory_of(const fs::path& name) {
  return name.has_parent_path() ? name.parent_path() : ".";
}

/// Copies all of `source` and syncs it: some file systems tell only then that they are full. False:
/// errno has the cause.
bool fill(const Draft& draft, const Fd& source) {
  constexpr std::size_t kAtOnce = 1 << 20;
  const int copy = draft.file().get();
  ssize_t copied = 0;
  do {
    copied = ::sendfile(copy, source.get(), nullptr, kAtOnce);
  } while (copied > 0);
  return copied == 0 && ::fchmod(copy, kMode) == 0 && ::fsync(copy) == 0;
}

/// Closes the file first, because a file that is open for writing cannot be run.
bool publish(Draft& draft) {
  draft.take_file();
  return draft.take_name();
}

/// The path that the binary will have. Its directory exists, and nothing but a file is in its
/// place.
Result<fs::path> destination(const std::string& path) {
  fs::path name = path;
  std::error_code error;
  const fs::file_status named = fs::status(name, error);
  if (named.type() == fs::file_type::none) {
    return cannot_install(name, error.message());
  }
  if (!name.has_filename() || fs::is_directory(named)) {
    name /= "aweigh";
  }
  const fs::path directory = directory_of(name);
  if (fs::status(directory, error).type() == fs::file_type::not_found) {
    return cannot_install(name, "there is no directory " + directory.string() +
                                    "; mount the volume there, or make it first");
  }
  const fs::file_status there = fs::symlink_status(name, error);
  if (there.type() == fs::file_type::none) {
    return cannot_install(name, error.message());
  }
  if (fs::exists(there) && !fs::is_regular_file(there) && !fs::is_symlink(there)) {
    return cannot_install(name, "something that is no file has this name");
  }
  return name;
}

}  // namespace

Result<void> install(const std::string& path) {
  const auto name = destination(path);
  if (!name) {
    return error_of(name);
  }
  const Fd source(::open(kOwnBinary, O_RDONLY | O_CLOEXEC));
  if (!source) {
    return cannot_install(*name, "cannot read " + std::string(kOwnBinary) + ": " + last_cause() +
                                     "; is /proc mounted?");
  }
  Draft draft(name->string());
  if (!draft.made() || !fill(draft, source) || !publish(draft)) {
    return cannot_install(*name, last_cause());
  }
  log_event(LogLevel::info, "installed", "installed " + name->string(),
            {{"path", std::string_view(name->native())}});
  return {};
}

}  // namespace aweigh

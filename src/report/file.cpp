#include "report/file.h"

#include <cerrno>
#include <chrono>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "base/draft.h"
#include "base/log.h"
#include "base/rfc3339.h"
#include "report/report.h"

namespace aweigh {
namespace {

constexpr mode_t kMode = 0644;

std::string last_cause() {
  return std::generic_category().message(errno);
}

std::string directory_of(const std::string& path) {
  const std::string directory = path.substr(0, path.rfind('/') + 1);  // npos + 1 is 0
  return directory.empty() ? "." : directory;
}

tl::unexpected<Error> cannot_write(const std::string& path, const std::string& cause) {
  return fail(ExitCode::usage, "cannot write the report " + path + ": " + cause);
}

/// What the umask leaves of kMode. The process has one thread.
mode_t usual_mode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return kMode & ~mask;
}

/// False: errno has the cause.
bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0) {
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<void> expect_report_file(const std::string& path) {
  struct stat there{};
  if (::lstat(path.c_str(), &there) == 0 && !S_ISREG(there.st_mode) && !S_ISLNK(there.st_mode)) {
    return cannot_write(path, "something that is no file has this name");
  }
  const std::string directory = directory_of(path);
  if (::access(directory.c_str(), W_OK | X_OK) != 0) {
    return cannot_write(path, "no file can be made in " + directory + ": " + last_cause());
  }
  return {};
}

void ReportFile::write(const Timeline& timeline, const Outcome& outcome) {
  if (!is_wanted()) {
    return;
  }
  const auto end = Clock::now();
  const auto begun =
      std::chrono::system_clock::now() -
      std::chrono::duration_cast<std::chrono::system_clock::duration>(end - timeline.begun);
  const Report report{timeline, outcome, end, to_rfc3339(begun)};
  if (!write(path_.ends_with(".svg") ? report_svg(report) : report_json(report))) {
    log_event(LogLevel::warn, "report_not_written",
              "cannot write the report " + path_ + ": " + last_cause(), {{"path", path_}});
  }
}

/// False: errno has the cause.
bool ReportFile::write(const std::string& text) {
  if (file_) {
    return ::ftruncate(file_.get(), 0) == 0 && ::lseek(file_.get(), 0, SEEK_SET) == 0 &&
           write_all(file_.get(), text);
  }
  Draft draft(path_);
  if (!draft.made() || !write_all(draft.file().get(), text) ||
      ::fchmod(draft.file().get(), usual_mode()) != 0 || !draft.take_name()) {
    return false;
  }
  file_ = draft.take_file();
  return true;
}

}  // namespace aweigh

#pragma once

#include <string>

#include "base/fd.h"
#include "preflight/timeline.h"
#include "report/outcome.h"

namespace aweigh {

/// Whether a report can be written to `path`, as far as that can be seen before. Error: usage.
Result<void> expect_report_file(const std::string& path);

/// The file of --report. A report that cannot be written is a warning, because a service is worth
/// more than it.
class ReportFile {
 public:
  /// Empty: there is to be none, and write() does nothing.
  explicit ReportFile(std::string path) : path_(std::move(path)) {}

  [[nodiscard]] bool is_wanted() const { return !path_.empty(); }

  /// Once again, it replaces what it has written, even as another user and in another directory:
  /// the start of the service may fail after all.
  void write(const Timeline& timeline, const Outcome& outcome);

 private:
  [[nodiscard]] bool write(const std::string& text);

  std::string path_;
  Fd file_;  // once it is written
};

}  // namespace aweigh

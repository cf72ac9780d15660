#include "actions/create_files.h"

#include <chrono>
#include <cstdio>

#include "migrate/files/create.h"

namespace aweigh {
namespace {

/// golang-migrate's three ways to write the time.
Result<std::string> version_now(const NewFiles& files) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now).count();
  switch (files.format) {
    case NewFiles::TimeFormat::unix_seconds:
      return std::to_string(seconds);
    case NewFiles::TimeFormat::unix_nanoseconds:
      return std::to_string(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
    case NewFiles::TimeFormat::digits:
      break;
  }
  const auto version = migrate::version_at(seconds, files.zone);
  return version ? Result<std::string>(*version)
                 : fail(ExitCode::usage, "cannot read --tz: there is no such time zone here");
}

}  // namespace

Result<void> create_files(const MigrateOptions& options) {
  const NewFiles& files = options.command.files;
  const std::string directory =
      options.directories.empty() ? "." : options.directories.front().path;
  migrate::NewNames names{files.title, files.extension, std::nullopt, files.digits};
  if (files.in_sequence && files.names_format) {
    return fail(ExitCode::usage, "the seq and format options are mutually exclusive");
  }
  if (!files.in_sequence) {
    auto version = version_now(files);
    if (!version) {
      return error_of(version);
    }
    names.version = std::move(*version);
  }
  return migrate::create(directory, names).map([](const std::vector<std::string>& paths) {
    for (const std::string& path : paths) {
      std::puts(path.c_str());
    }
  });
}

}  // namespace aweigh

#include "migrate/files/create.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <system_error>

#include "base/fd.h"
#include "migrate/files/directory.h"
#include "text/number.h"

namespace aweigh::migrate {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> cannot_create(const std::string& what, const std::string& cause) {
  return fail(ExitCode::usage, "cannot create " + what + ": " + cause);
}

/// One more than the largest, with leading zeros.
Result<std::string> next_in_sequence(const std::map<std::int64_t, VersionFiles>& versions,
                                     unsigned digits) {
  std::string number = std::to_string(versions.empty() ? 1 : std::prev(versions.end())->first + 1);
  if (number.size() > digits) {
    return cannot_create("a migration", "next sequence number " + number + " too large, at most " +
                                            std::to_string(digits) + " digits are allowed");
  }
  return number.insert(0, digits - number.size(), '0');
}

Result<std::string> create_file(const fs::path& path) {
  constexpr mode_t kMode = 0666;
  const Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kMode));
  if (file.get() < 0) {
    return cannot_create(path.string(), std::generic_category().message(errno));
  }
  return path.string();
}

}  // namespace

Result<std::vector<std::string>> create(const std::string& directory, const NewNames& names) {
  if (names.title.empty() || names.title.find('/') != std::string::npos) {
    return cannot_create("a migration", "its name must not be empty or hold a slash");
  }
  std::error_code error;
  fs::create_directories(directory, error);
  const auto listed = list_directory(directory);
  if (!listed) {
    return error_of(listed);
  }
  const auto version = names.version ? Result<std::string>(*names.version)
                                     : next_in_sequence(listed->versions, names.digits);
  if (!version) {
    return error_of(version);
  }
  const auto number = parse_whole<std::int64_t>(*version);
  if (number && listed->versions.contains(*number)) {
    return cannot_create("a migration", "duplicate migration version: " + *version);
  }
  std::vector<std::string> made;
  const fs::path stem = fs::canonical(directory) / (*version + "_" + names.title);
  const bool has_dot = names.extension.starts_with('.');
  for (const char* direction : {".up", ".down"}) {
    auto path = create_file(stem.string() + direction + (has_dot ? "" : ".") + names.extension);
    if (!path) {
      return error_of(path);
    }
    made.push_back(std::move(*path));
  }
  return made;
}

std::optional<std::string> version_at(std::int64_t unix_seconds, const std::string& zone) {
  if (zone != "UTC" && !fs::is_regular_file("/usr/share/zoneinfo/" + zone)) {
    return std::nullopt;
  }
  ::setenv("TZ", zone.c_str(), 1);
  ::tzset();
  const std::time_t time = unix_seconds;
  std::tm parts{};
  ::localtime_r(&time, &parts);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y%m%d%H%M%S", &parts);
  return std::string(text.data(), length);
}

}  // namespace aweigh::migrate

#include "migrate/files/directory.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iterator>
#include <system_error>

#include "text/case.h"

namespace aweigh::migrate {
namespace {

namespace fs = std::filesystem;

using Versions = std::map<std::int64_t, VersionFiles>;

constexpr const char* kShape = "VERSION_TITLE.up.sql (000001_create_users.up.sql)";

std::string copy_advice(const std::string& directory) {
  return "is it in the image? COPY migrations/ " + directory +
         (directory.ends_with('/') ? "" : "/");
}

/// Up to three of the SQL files.
std::string some_sql_files(const std::vector<std::string>& names) {
  std::string found;
  int count = 0;
  for (const std::string& name : names) {
    if (lower(name).find(".sql") == std::string::npos) {
      continue;
    }
    if (++count > 3) {
      return found + ", …";
    }
    found.append(found.empty() ? "" : ", ").append(name);
  }
  return found;
}

bool is_near_miss(std::string_view name) {
  if (name.starts_with('.') || parse_file_name(name)) {
    return false;
  }
  const std::string text = lower(name);
  const bool has_direction =
      text.find(".up") != std::string::npos || text.find(".down") != std::string::npos;
  const bool has_version = std::isdigit(static_cast<unsigned char>(name.front())) != 0;
  return has_direction || (has_version && text.ends_with(".sql"));
}

Error same_version(const std::string& one, const std::string& other) {
  return {ExitCode::migration_failed,
          "cannot order the migrations: " + one + " and " + other + " have the same version"};
}

Error cannot_list(const std::string& directory, const std::error_code& error) {
  std::string cause = error.message();
  if (error == std::errc::no_such_file_or_directory) {
    cause = "no such directory; " + copy_advice(directory);
  } else if (error == std::errc::permission_denied) {
    cause =
        "permission denied; the user of this container needs read and execute permission on it: "
        "COPY --chmod=755 migrations/ " +
        directory;
  } else if (error == std::errc::not_a_directory) {
    cause = "it is not a directory";
  }
  return {ExitCode::no_migrations, "cannot read migrations in " + directory + ": " + cause};
}

/// Sorted, so that errors do not depend on the file system.
Result<std::vector<std::string>> list_names(const std::string& directory) {
  std::error_code error;
  std::vector<std::string> names;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    if (at->symlink_status(error).type() != fs::file_type::directory) {
      names.push_back(at->path().filename().string());
    }
  }
  if (error) {
    return tl::make_unexpected(cannot_list(directory, error));
  }
  std::ranges::sort(names);
  return names;
}

Result<Versions> pair_up(const std::vector<std::string>& names) {
  Versions versions;
  for (const std::string& name : names) {
    const auto parsed = parse_file_name(name);
    if (!parsed) {
      continue;
    }
    if (!parsed->version) {
      return fail(ExitCode::migration_failed,
                  "cannot use " + name + ": its version is larger than 9223372036854775807");
    }
    VersionFiles& files = versions[*parsed->version];
    files.version = *parsed->version;
    std::string& slot = parsed->direction == Direction::up ? files.up : files.down;
    if (!slot.empty()) {
      return tl::make_unexpected(same_version(slot, name));
    }
    slot = name;
    if (parsed->direction == Direction::up) {
      files.title = parsed->title;
    }
  }
  return versions;
}

/// Says what the directory holds in place of a migration.
Error no_migration(const std::string& directory, const std::vector<std::string>& names) {
  const std::string misses = some_sql_files(names);
  std::string message = "cannot find a migration in " + directory + ": ";
  if (!misses.empty()) {
    message += std::string("these are not named ") + kShape + ": " + misses;
  } else if (names.empty()) {
    message += "it holds no file; " + copy_advice(directory);
  } else {
    message += std::string("no file in it is named ") + kShape + "; " + copy_advice(directory);
  }
  return Error{ExitCode::no_migrations, message};
}

}  // namespace

Result<Directory> list_directory(const std::string& path) {
  auto names = list_names(path);
  if (!names) {
    return error_of(names);
  }
  auto versions = pair_up(*names);
  if (!versions) {
    return error_of(versions);
  }
  return Directory{path, std::move(*names), std::move(*versions)};
}

Result<Directory> list_migrations(const std::string& path) {
  return list_directory(path).and_then([](Directory directory) -> Result<Directory> {
    if (directory.versions.empty()) {
      return tl::make_unexpected(no_migration(directory.path, directory.names));
    }
    return directory;
  });
}

std::vector<std::string> near_misses(const std::vector<std::string>& names) {
  std::vector<std::string> found;
  std::ranges::copy_if(names, std::back_inserter(found), is_near_miss);
  return found;
}

std::string near_miss_words(const std::string& name) {
  return name + " is passed over: a migration is named " + kShape;
}

}  // namespace aweigh::migrate

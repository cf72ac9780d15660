#include "migrate/files/directory.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <ranges>
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

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// V1__users.sql, V1.2__users.sql, U1__users.sql, R__views.sql. In lower case.
bool is_of_flyway(std::string_view name) {
  constexpr std::string_view kPrefixes = "vur";
  const std::string_view version = name.substr(1, name.find("__") - 1);
  return name.find("__") != std::string_view::npos &&
         kPrefixes.find(name.front()) != std::string_view::npos &&
         std::ranges::all_of(version, [](char c) { return is_digit(c) || c == '.' || c == '_'; });
}

/// What people keep beside their migrations, for other tools. In lower case.
bool is_kept_beside(std::string_view name) {
  constexpr std::array<std::string_view, 5> kWords = {"schema", "structure", "seed", "fixture",
                                                      "dump"};
  return std::ranges::any_of(kWords, [name](auto word) { return name.starts_with(word); });
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
    // Both are known from the listing itself, on most file systems.
    if (at->is_symlink(error) || !at->is_directory(error)) {
      names.push_back(at->path().filename().string());
    }
  }
  if (error) {
    return tl::make_unexpected(cannot_list(directory, error));
  }
  std::ranges::sort(names);
  return names;
}

Result<Versions> pair_up(const std::vector<std::string>& names, const std::string& prefix) {
  Versions versions;
  for (const std::string& name : names) {
    const auto parsed = parse_file_name(name);
    if (!parsed) {
      continue;
    }
    if (!parsed->version) {
      return fail(
          ExitCode::migration_failed,
          "cannot use " + prefix + name + ": its version is larger than 9223372036854775807");
    }
    VersionFiles& files = versions[*parsed->version];
    files.version = *parsed->version;
    std::string& slot = parsed->direction == Direction::up ? files.up : files.down;
    if (!slot.empty()) {
      return tl::make_unexpected(same_version(prefix + slot, prefix + name));
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

Result<Directory> list_directory(const std::string& path, Naming naming) {
  auto names = list_names(path);
  if (!names) {
    return error_of(names);
  }
  const std::string own = path.ends_with('/') ? path : path + "/";
  const std::string prefix = naming == Naming::path ? own : "";
  auto versions = pair_up(*names, prefix);
  if (!versions) {
    return error_of(versions);
  }
  return Directory{path, prefix, std::move(*names), std::move(*versions)};
}

Result<Directory> list_migrations(const std::string& path, Naming naming) {
  return list_directory(path, naming).and_then([](Directory directory) -> Result<Directory> {
    if (directory.versions.empty()) {
      return tl::make_unexpected(no_migration(directory.path, directory.names));
    }
    return directory;
  });
}

Miss miss_of(std::string_view name) {
  if (name.starts_with('.') || parse_file_name(name)) {
    return Miss::none;
  }
  const std::string text = lower(name);
  const bool has_direction =
      text.find(".up") != std::string::npos || text.find(".down") != std::string::npos;
  const bool is_sql = text.ends_with(".sql");
  if (has_direction || (is_sql && (is_digit(name.front()) || is_of_flyway(text)))) {
    return Miss::misnamed;
  }
  return is_sql && !is_kept_beside(text) ? Miss::unnumbered : Miss::none;
}

std::vector<std::string> missed(const std::vector<std::string>& names, Miss miss) {
  std::vector<std::string> found;
  std::ranges::copy_if(names, std::back_inserter(found),
                       [miss](const std::string& name) { return miss_of(name) == miss; });
  return found;
}

std::string miss_words(const std::vector<std::string>& names, Miss miss) {
  constexpr std::size_t kMost = 5;
  std::string words;
  for (const std::string& name : names | std::views::take(kMost)) {
    words += (words.empty() ? "" : ", ") + name;
  }
  if (names.size() > kMost) {
    words += " and " + std::to_string(names.size() - kMost) + " more";
  }
  words += names.size() == 1 ? " is passed over" : " are passed over";
  return words + ": a migration is named " + kShape +
         (miss == Miss::unnumbered ? "; what is none can stand in another directory" : "");
}

}  // namespace aweigh::migrate

#include "migrate/source.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <system_error>

#include "migrate/file_name.h"
#include "migrate/text.h"

namespace aweigh::migrate {
namespace {

namespace fs = std::filesystem;

/// The file names of one version.
struct Pair {
  std::string title;
  std::string up;
  std::string down;
};

std::string copy_advice(const std::string& directory) {
  return "is it in the image? COPY migrations/ " + directory +
         (directory.ends_with('/') ? "" : "/");
}

/// The base names of everything but directories, sorted so that errors do not depend on the file
/// system.
Result<std::vector<std::string>> list(const std::string& directory) {
  std::error_code error;
  std::vector<std::string> names;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    if (at->symlink_status(error).type() != fs::file_type::directory) {
      names.push_back(at->path().filename().string());
    }
  }
  if (error == std::errc::no_such_file_or_directory) {
    return fail(ExitCode::no_migrations, "cannot read migrations in " + directory +
                                             ": no such directory; " + copy_advice(directory));
  }
  if (error == std::errc::permission_denied) {
    return fail(ExitCode::no_migrations,
                "cannot read migrations in " + directory +
                    ": permission denied; the user of this container needs read and execute "
                    "permission on it: COPY --chmod=755 migrations/ " +
                    directory);
  }
  if (error) {
    return fail(
        ExitCode::no_migrations,
        "cannot read migrations in " + directory + ": " +
            (error == std::errc::not_a_directory ? "it is not a directory" : error.message()));
  }
  std::ranges::sort(names);
  return names;
}

/// Names that somebody meant as a migration: SQL files, up to three of them.
std::string near_misses(const std::vector<std::string>& names) {
  std::string found;
  int count = 0;
  for (const std::string& name : names) {
    std::string lower = name;
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (lower.find(".sql") == std::string::npos) {
      continue;
    }
    if (++count > 3) {
      return found + ", …";
    }
    found.append(found.empty() ? "" : ", ").append(name);
  }
  return found;
}

Error no_migration(const std::string& directory, const std::vector<std::string>& names) {
  constexpr const char* kShape = "VERSION_TITLE.up.sql (000001_create_users.up.sql)";
  const std::string misses = near_misses(names);
  std::string message = "cannot find a migration in " + directory + ": ";
  if (!misses.empty()) {
    message += "these are not named " + std::string(kShape) + ": " + misses;
  } else if (names.empty()) {
    message += "it holds no file; " + copy_advice(directory);
  } else {
    message += "no file in it is named " + std::string(kShape) + "; " + copy_advice(directory);
  }
  return Error{ExitCode::no_migrations, message};
}

Error same_version(const std::string& one, const std::string& other) {
  return {ExitCode::migration_failed,
          "cannot order the migrations: " + one + " and " + other + " have the same version"};
}

Result<std::map<std::int64_t, Pair>> pair_up(const std::vector<std::string>& names) {
  std::map<std::int64_t, Pair> versions;
  for (const std::string& name : names) {
    const auto parsed = parse_file_name(name);
    if (!parsed) {
      continue;
    }
    if (!parsed->version) {
      return fail(ExitCode::migration_failed,
                  "cannot use " + name + ": its version is larger than 9223372036854775807");
    }
    Pair& pair = versions[*parsed->version];
    std::string& slot = parsed->direction == Direction::up ? pair.up : pair.down;
    if (!slot.empty()) {
      return tl::make_unexpected(same_version(slot, name));
    }
    slot = name;
    if (parsed->direction == Direction::up) {
      pair.title = parsed->title;
    }
  }
  return versions;
}

Result<std::string> read_file(const fs::path& path, const std::string& name) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    return fail(ExitCode::migration_failed,
                "cannot read " + name + ": it is a broken symbolic link");
  }
  if (status.type() != fs::file_type::regular) {
    return fail(ExitCode::migration_failed,
                "cannot read " + name + ": " + (error ? error.message() : "it is not a file"));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return fail(ExitCode::migration_failed,
                "cannot read " + name + ": " + std::generic_category().message(errno));
  }
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return text;
}

/// What the server or libpq would only find out when earlier files have been applied, or not at
/// all: libpq ends a script at a NUL byte and calls the first half a success.
Result<void> check_text(const std::string& name, std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    return fail(ExitCode::migration_failed,
                "cannot use " + name +
                    ":1:1: it begins with a byte order mark; save it "
                    "as UTF-8 without BOM (sed -i '1s/^\\xEF\\xBB\\xBF//')");
  }
  const std::size_t nul = text.find('\0');
  const std::size_t invalid = first_invalid_utf8(text).value_or(std::string_view::npos);
  if (nul == std::string_view::npos && invalid == std::string_view::npos) {
    return {};
  }
  const Place place = place_at(text, std::min(nul, invalid));
  return fail(ExitCode::migration_failed,
              "cannot use " + name + ":" + std::to_string(place.line) + ":" +
                  std::to_string(place.column) + ": " +
                  (nul < invalid ? "a NUL byte; is it UTF-16? Save it as UTF-8"
                                 : "this is not UTF-8; convert it (iconv -f LATIN1 -t UTF-8)"));
}

}  // namespace

Result<std::vector<Migration>> read_migrations(const std::string& directory) {
  const auto names = list(directory);
  if (!names) {
    return tl::make_unexpected(names.error());
  }
  const auto versions = pair_up(*names);
  if (!versions) {
    return tl::make_unexpected(versions.error());
  }
  if (versions->empty()) {
    return tl::make_unexpected(no_migration(directory, *names));
  }
  std::vector<Migration> migrations;
  for (const auto& [version, pair] : *versions) {
    if (pair.up.empty()) {
      return fail(ExitCode::migration_failed, "cannot apply version " + std::to_string(version) +
                                                  ": there is " + pair.down +
                                                  " but no up file beside it");
    }
    auto text = read_file(fs::path(directory) / pair.up, pair.up);
    if (!text) {
      return tl::make_unexpected(text.error());
    }
    if (const auto usable = check_text(pair.up, *text); !usable) {
      return tl::make_unexpected(usable.error());
    }
    migrations.push_back({version, pair.title, pair.up, std::move(*text)});
  }
  return migrations;
}

}  // namespace aweigh::migrate

#include "migrate/files/source.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "migrate/files/directory.h"
#include "migrate/sql/place.h"
#include "text/utf8.h"

namespace aweigh::migrate {
namespace {

namespace fs = std::filesystem;

Result<std::string> read_bytes(const fs::path& path, const std::string& name) {
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

/// The versions of `directory`, at least one.
Result<std::map<std::int64_t, Pair>> versions_in(const std::string& directory) {
  return list_names(directory).and_then([&](const std::vector<std::string>& names) {
    return pair_up(names).and_then([&](const std::map<std::int64_t, Pair>& versions) {
      return versions.empty() ? Result<std::map<std::int64_t, Pair>>(
                                    tl::make_unexpected(no_migration(directory, names)))
                              : versions;
    });
  });
}

}  // namespace

Result<std::string> read_sql(const std::string& directory, const std::string& name) {
  return read_bytes(fs::path(directory) / name, name).and_then([&](std::string text) {
    return check_text(name, text).map([&] { return std::move(text); });
  });
}

Result<std::int64_t> newest_version(const std::string& directory) {
  return versions_in(directory).map(
      [](const std::map<std::int64_t, Pair>& versions) { return versions.rbegin()->first; });
}

Error lacks_up_file(std::int64_t version, const std::string& down) {
  return {ExitCode::migration_failed, "cannot apply version " + std::to_string(version) +
                                          ": there is " + down + " but no up file beside it"};
}

Result<std::vector<Migration>> read_migrations(const std::string& directory, Direction direction) {
  const auto versions = versions_in(directory);
  if (!versions) {
    return error_of(versions);
  }
  std::vector<Migration> migrations;
  for (const auto& [version, pair] : *versions) {
    if (pair.up.empty()) {
      return tl::make_unexpected(lacks_up_file(version, pair.down));
    }
    const std::string& name = direction == Direction::up ? pair.up : pair.down;
    if (name.empty()) {
      continue;
    }
    auto sql = read_sql(directory, name);
    if (!sql) {
      return error_of(sql);
    }
    migrations.push_back({version, pair.title, name, std::move(*sql)});
  }
  return migrations;
}

}  // namespace aweigh::migrate

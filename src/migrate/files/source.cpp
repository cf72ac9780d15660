#include "migrate/files/source.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>

#include "base/error_of.h"
#include "base/fd.h"
#include "migrate/sql/place.h"
#include "text/utf8.h"

namespace aweigh::migrate {
namespace {

namespace fs = std::filesystem;

/// Not by a stream, which takes an error for the end of the file: a part of it would be applied.
Result<std::string> read_to_end(int file, const std::string& name) {
  std::string text;
  std::array<char, 1 << 16> block;
  for (;;) {
    const ssize_t length = ::read(file, block.data(), block.size());
    if (length == 0) {
      return text;
    }
    if (length > 0) {
      text.append(block.data(), static_cast<std::size_t>(length));
    } else if (errno != EINTR) {
      return fail(ExitCode::migration_failed,
                  "cannot read " + name + ": " + std::generic_category().message(errno));
    }
  }
}

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
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) {
    return fail(ExitCode::migration_failed,
                "cannot read " + name + ": " + std::generic_category().message(errno));
  }
  return read_to_end(file.get(), name);
}

/// Refuses what would show too late. The server refuses text that is not UTF-8, but earlier files
/// are applied by then. A NUL byte would not show at all: libpq ends the script there, and calls
/// its first half a success.
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
  return fail(ExitCode::migration_failed,
              "cannot use " + place_words(name, text, std::min(nul, invalid)) + ": " +
                  (nul < invalid ? "a NUL byte; is it UTF-16? Save it as UTF-8"
                                 : "this is not UTF-8; convert it (iconv -f LATIN1 -t UTF-8)"));
}

/// The files of one direction, of the versions that have one.
Result<std::vector<Migration>> read_all(const Directory& directory, Direction direction) {
  std::vector<Migration> migrations;
  for (const auto& [version, files] : directory.versions) {
    if (files.name(direction).empty()) {
      continue;
    }
    auto migration = read_migration(directory, files, direction);
    if (!migration) {
      return error_of(migration);
    }
    migrations.push_back(std::move(*migration));
  }
  return migrations;
}

Result<Directory> list_complete(const std::string& path) {
  return list_migrations(path).and_then([](Directory directory) -> Result<Directory> {
    for (const auto& [version, files] : directory.versions) {
      if (files.up.empty()) {
        return tl::make_unexpected(lacks_up_file(files));
      }
    }
    return directory;
  });
}

}  // namespace

const Script& Migration::script() const {
  if (!script_) {
    script_ = read_script(sql);
  }
  return *script_;
}

Result<Migration> read_migration(const Directory& directory, const VersionFiles& files,
                                 Direction direction) {
  const std::string& name = files.name(direction);
  return read_bytes(fs::path(directory.path) / name, name).and_then([&](std::string text) {
    return check_text(name, text).map([&] {
      return Migration(files.version, files.title, name, std::move(text));
    });
  });
}

Result<Files> read_files(const std::string& directory, Reading reading) {
  auto listed = list_complete(directory);
  if (!listed) {
    return error_of(listed);
  }
  auto up = read_all(*listed, Direction::up);
  if (!up) {
    return error_of(up);
  }
  Files files{std::move(*up), {}, near_misses(listed->names)};
  if (reading == Reading::all_files) {
    auto down = read_all(*listed, Direction::down);
    if (!down) {
      return error_of(down);
    }
    files.down = std::move(*down);
  }
  return files;
}

Result<std::int64_t> newest_version(const std::string& directory) {
  return list_migrations(directory).map(
      [](const Directory& listed) { return listed.versions.rbegin()->first; });
}

Result<void> check_script(const Migration& migration) {
  const auto& refusal = migration.script().refusal;
  if (!refusal) {
    return {};
  }
  return fail(ExitCode::migration_failed,
              "cannot apply " + migration.file + ": " + refusal->reason +
                  pointer_to(migration.file, migration.sql, refusal->offset));
}

Error lacks_up_file(const VersionFiles& files) {
  return {ExitCode::migration_failed, "cannot apply version " + std::to_string(files.version) +
                                          ": there is " + files.down + " but no up file beside it"};
}

}  // namespace aweigh::migrate

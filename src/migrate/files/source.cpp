#include "migrate/files/source.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "base/error_of.h"
#include "base/fd.h"
#include "migrate/sql/place.h"
#include "text/utf8.h"

namespace aweigh::migrate {
namespace {

constexpr const char* kBadFile = "bad_file";  // what it is in the log

tl::unexpected<Error> cannot_read(const std::string& name, const std::string& cause) {
  return fail(ExitCode::migration_failed, "cannot read " + name + ": " + cause);
}

/// Not by a stream, which takes an error for the end of the file: a part of it would be applied.
/// What ends short of the block at `size`, the file's, has found the end: most files take one read.
Result<std::string> read_to_end(int file, std::size_t size, const std::string& name) {
  std::string text;
  std::array<char, 1 << 16> block;
  for (;;) {
    const ssize_t length = ::read(file, block.data(), block.size());
    if (length == 0) {
      return text;
    }
    if (length > 0) {
      const auto count = static_cast<std::size_t>(length);
      text.append(block.data(), count);
      if (count < block.size() && text.size() == size) {
        return text;
      }
    } else if (errno != EINTR) {
      return cannot_read(name, std::generic_category().message(errno));
    }
  }
}

Result<std::string> read_bytes(const std::string& path, const std::string& name) {
  // What is no file must not keep us waiting, as a named pipe does. Not by open(), for which musl
  // makes a second system call to set O_CLOEXEC.
  const Fd file(::openat(AT_FDCWD, path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) {  // it was listed
    return cannot_read(name, errno == ENOENT ? "it is a broken symbolic link"
                                             : std::generic_category().message(errno));
  }
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) {
    return cannot_read(name, std::generic_category().message(errno));
  }
  if (!S_ISREG(status.st_mode)) {
    return cannot_read(name, "it is not a file");
  }
  return read_to_end(file.get(), static_cast<std::size_t>(status.st_size), name);
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

}  // namespace

const Script& Migration::script() const {
  if (!script_) {
    script_ = read_script(sql);
  }
  return *script_;
}

std::int64_t Files::newest() const {
  const std::int64_t applicable = up.back().version;
  return without_up.empty() ? applicable : std::max(applicable, without_up.back().version);
}

Migration read_migration(const Directory& directory, const VersionFiles& files,
                         Direction direction) {
  const std::string& name = files.name(direction);
  const std::string shown = directory.prefix + name;
  auto text = read_bytes(directory.path + "/" + name, shown);
  Migration migration(files.version, files.title, shown, text ? std::move(*text) : "");
  const auto usable = text ? check_text(shown, migration.sql) : error_of(text);
  if (!usable) {
    const ErrorDetail detail{.reason = kBadFile, .file = shown, .version = files.version};
    migration.defect = usable.error();
    migration.defect->detail = std::make_shared<const ErrorDetail>(detail);
  }
  return migration;
}

FilesReader::FilesReader(Directory directory, Reading reading) : directory_(std::move(directory)) {
  for (const auto& [version, files] : directory_.versions) {
    if (files.up.empty()) {
      files_.without_up.push_back(files);
      files_.without_up.back().down.insert(0, directory_.prefix);
    } else {
      unread_.push_back({&files, Direction::up});
    }
    if (reading == Reading::all_files && !files.down.empty()) {
      unread_.push_back({&files, Direction::down});
    }
  }
  files_.up.reserve(unread_.size());
}

Result<FilesReader> FilesReader::open(const std::string& directory, Reading reading,
                                      Naming naming) {
  return list_migrations(directory, naming).and_then([&](Directory listed) -> Result<FilesReader> {
    FilesReader reader(std::move(listed), reading);
    if (reader.without_up().size() == reader.directory().versions.size()) {
      return tl::make_unexpected(lacks_up_file(reader.without_up().front()));
    }
    return reader;
  });
}

bool FilesReader::read_next() {
  if (next_ == unread_.size()) {
    return false;
  }
  const auto [files, direction] = unread_[next_++];
  auto& into = direction == Direction::up ? files_.up : files_.down;
  into.push_back(read_migration(directory_, *files, direction));
  return true;
}

Files FilesReader::finish() && {
  while (read_next()) {
  }
  return std::move(files_);
}

Result<std::int64_t> newest_version(const std::string& directory) {
  return FilesReader::open(directory, Reading::up_files).map([](const FilesReader& reader) {
    const auto& versions = reader.directory().versions;
    return std::ranges::find_if(versions.rbegin(), versions.rend(),
                                [](const auto& version) { return !version.second.up.empty(); })
        ->first;
  });
}

Result<void> check_script(const Migration& migration) {
  if (migration.defect) {
    return tl::make_unexpected(*migration.defect);
  }
  const auto& refusal = migration.script().refusal;
  if (!refusal) {
    return {};
  }
  const Place place = place_at(migration.sql, refusal->offset);
  return fail(ExitCode::migration_failed,
              "cannot apply " + migration.file + ": " + refusal->reason +
                  pointer_to(migration.file, migration.sql, refusal->offset),
              {.reason = kBadFile,
               .file = migration.file,
               .line = static_cast<std::int64_t>(place.line),
               .column = static_cast<std::int64_t>(place.column),
               .version = migration.version});
}

std::string lacks_up_file_words(const VersionFiles& files) {
  return "there is " + files.down + " but no up file beside it";
}

Error lacks_up_file(const VersionFiles& files) {
  const ErrorDetail detail{.reason = "no_file", .file = files.down, .version = files.version};
  return {ExitCode::migration_failed,
          "cannot pass over version " + std::to_string(files.version) + ": " +
              lacks_up_file_words(files),
          std::make_shared<const ErrorDetail>(detail)};
}

}  // namespace aweigh::migrate

#include "migrate/files/source.h"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace aweigh::migrate {
namespace {

namespace fs = std::filesystem;

/// A directory of the test's own.
class Directory {
 public:
  Directory() {
    std::string pattern = (fs::temp_directory_path() / "aweigh-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory() { fs::remove_all(path_); }

  void write(const std::string& name, const std::string& text = "select 1;") const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  [[nodiscard]] const fs::path& path() const { return path_; }
  [[nodiscard]] Result<Files> read(Reading reading = Reading::up_files) const {
    return FilesReader::open(path_.string(), reading).map([](FilesReader reader) {
      return std::move(reader).finish();
    });
  }
  /// What is wrong with the only file.
  [[nodiscard]] std::string defect() const {
    const auto files = read();
    REQUIRE(files);
    return files->up.at(0).defect.value_or(Error{}).message;
  }
  /// The error's message without the directory's name.
  [[nodiscard]] std::string complaint(ExitCode code) const {
    const auto migrations = read();
    REQUIRE_FALSE(migrations);
    CHECK(migrations.error().code == code);
    std::string message = migrations.error().message;
    for (std::size_t at = message.find(path_.string()); at != std::string::npos;
         at = message.find(path_.string())) {
      message.replace(at, path_.string().size(), "DIR");
    }
    return message;
  }

 private:
  fs::path path_;
};

TEST_CASE("up files are read in order of version, the rest is left alone") {
  const Directory directory;
  directory.write("10_c.up.sql", "ten");
  directory.write("9_b.up.sql", "nine");
  directory.write("0001_a.up.sql", "one");
  directory.write("0001_a.down.sql", "\xFF");
  directory.write("readme.md", "");
  directory.write("12_x.sql", "");
  fs::create_directory(directory.path() / "11_dir.up.sql");
  fs::create_symlink("9_b.up.sql", directory.path() / "12_link.up.sql");
  const auto files = directory.read();
  REQUIRE(files);
  REQUIRE(files->up.size() == 4);
  CHECK(files->up[0].version == 1);
  CHECK(files->up[0].title == "a");
  CHECK(files->up[0].file == "0001_a.up.sql");
  CHECK(files->up[0].sql == "one");
  CHECK_FALSE(files->up[0].defect);
  CHECK(files->up[1].version == 9);
  CHECK(files->up[2].version == 10);
  CHECK(files->up[3].sql == "nine");
}

TEST_CASE("down files are read apart, and a version may lack one") {
  const Directory directory;
  directory.write("1_a.up.sql");
  directory.write("2_b.up.sql");
  directory.write("2_c.down.sql", "two");
  directory.write("3-x.up.sql", "\xFF");
  const auto files = directory.read(Reading::all_files);
  REQUIRE(files);
  CHECK(files->up.size() == 2);
  REQUIRE(files->down.size() == 1);
  CHECK(files->down[0].version == 2);
  CHECK(files->down[0].title == "b");
  CHECK(files->down[0].file == "2_c.down.sql");
  CHECK(files->down[0].sql == "two");
}

TEST_CASE("a directory that is not there, or is none, says what to COPY") {
  const auto missing = FilesReader::open("/nowhere/migrations", Reading::up_files);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ExitCode::no_migrations);
  CHECK(missing.error().message ==
        "cannot read migrations in /nowhere/migrations: no such directory; is it in the image? "
        "COPY migrations/ /nowhere/migrations/");
  const auto file = FilesReader::open("/etc/passwd", Reading::up_files);
  REQUIRE_FALSE(file);
  CHECK(file.error().code == ExitCode::no_migrations);
  CHECK(file.error().message == "cannot read migrations in /etc/passwd: it is not a directory");
}

TEST_CASE("a directory without a migration says what it holds instead") {
  const Directory directory;
  CHECK(directory.complaint(ExitCode::no_migrations) ==
        "cannot find a migration in DIR: it holds no file; is it in the image? COPY migrations/ "
        "DIR/");
  directory.write("readme.md");
  CHECK(directory.complaint(ExitCode::no_migrations) ==
        "cannot find a migration in DIR: no file in it is named VERSION_TITLE.up.sql "
        "(000001_create_users.up.sql); is it in the image? COPY migrations/ DIR/");
  directory.write("000001_users.sql");
  directory.write("1-x.up.sql");
  directory.write("X.UP.SQL");
  CHECK(directory.complaint(ExitCode::no_migrations) ==
        "cannot find a migration in DIR: these are not named VERSION_TITLE.up.sql "
        "(000001_create_users.up.sql): 000001_users.sql, 1-x.up.sql, X.UP.SQL");
}

TEST_CASE("two files of one version and direction are named") {
  const Directory directory;
  directory.write("01_a.up.sql");
  directory.write("1_b.down.sql");
  CHECK(directory.read());
  directory.write("1_b.up.sql");
  CHECK(directory.complaint(ExitCode::migration_failed) ==
        "cannot order the migrations: 01_a.up.sql and 1_b.up.sql have the same version");
}

TEST_CASE("a version without an up file is put down, and is no migration by itself") {
  const Directory directory;
  directory.write("2_b.down.sql");
  CHECK(directory.complaint(ExitCode::migration_failed) ==
        "cannot pass over version 2: there is 2_b.down.sql but no up file beside it");
  directory.write("1_a.up.sql");
  const auto files = directory.read(Reading::all_files);
  REQUIRE(files);
  CHECK(files->up.size() == 1);
  REQUIRE(files->without_up.size() == 1);
  CHECK(files->without_up[0].version == 2);
  CHECK(files->newest() == 2);
  CHECK(newest_version(directory.path().string()) == 1);
}

TEST_CASE("files are read one by one, and a reader may be moved meanwhile") {
  const Directory directory;
  directory.write("1_a.up.sql", "one");
  directory.write("1_a.down.sql", "back");
  directory.write("2_b.up.sql", "two");
  auto opened = FilesReader::open(directory.path().string(), Reading::all_files);
  REQUIRE(opened);
  CHECK(opened->read_next());
  FilesReader reader = std::move(*opened);
  CHECK(reader.read_next());
  CHECK(reader.read_next());
  CHECK_FALSE(reader.read_next());
  const Files files = std::move(reader).finish();
  REQUIRE(files.up.size() == 2);
  CHECK(files.up[1].sql == "two");
  REQUIRE(files.down.size() == 1);
  CHECK(files.down[0].sql == "back");
}

TEST_CASE("a version larger than a bigint is an error") {
  const Directory directory;
  directory.write("9223372036854775808_a.up.sql");
  CHECK(directory.complaint(ExitCode::migration_failed) ==
        "cannot use 9223372036854775808_a.up.sql: its version is larger than 9223372036854775807");
}

TEST_CASE("a file that is no text has a defect, with the place, and keeps its bytes") {
  struct Case {
    std::string text;
    const char* complaint;
  };
  const Case cases[] = {
      {"\xEF\xBB\xBFselect 1",
       "cannot use 1_a.up.sql:1:1: it begins with a byte order mark; save it as UTF-8 without BOM "
       "(sed -i '1s/^\\xEF\\xBB\\xBF//')"},
      {std::string("select\n 1\0", 10),
       "cannot use 1_a.up.sql:2:3: a NUL byte; is it UTF-16? Save it as UTF-8"},
      {"select\né\xE4",
       "cannot use 1_a.up.sql:2:2: this is not UTF-8; convert it (iconv -f LATIN1 "
       "-t UTF-8)"},
  };
  for (const Case& c : cases) {
    const Directory directory;
    directory.write("1_a.up.sql", c.text);
    CHECK(directory.defect() == c.complaint);
    CHECK(directory.read()->up[0].sql == c.text);
  }
}

TEST_CASE("a broken symbolic link is an error, not an empty migration") {
  const Directory directory;
  fs::create_symlink("nowhere", directory.path() / "1_a.up.sql");
  CHECK(directory.defect() == "cannot read 1_a.up.sql: it is a broken symbolic link");
}

TEST_CASE("what is no file is no migration, and is not waited for") {
  const Directory directory;
  REQUIRE(::mkfifo((directory.path() / "1_a.up.sql").c_str(), 0600) == 0);
  CHECK(directory.defect() == "cannot read 1_a.up.sql: it is not a file");
}

TEST_CASE("a script that cannot work is refused with the place") {
  CHECK(check_script({1, "a", "1_a.up.sql", "select 1"}));
  const auto checked = check_script({1, "a", "1_a.up.sql", "select 1;\n\\d\n"});
  REQUIRE_FALSE(checked);
  CHECK(checked.error().code == ExitCode::migration_failed);
  CHECK(checked.error().message ==
        "cannot apply 1_a.up.sql: this is a command of psql; only SQL can be used here\n"
        "  at 1_a.up.sql:2:1\n"
        "    1 | select 1;\n"
        "    2 | \\d\n"
        "      | ^");
}

}  // namespace
}  // namespace aweigh::migrate

#include "net/file_changes.h"

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/use_future.hpp>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
namespace aweigh {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

/// A directory of the test's own.
class Scratch {
 public:
  Scratch() {
    std::string name = (fs::temp_directory_path() / "aweigh-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { fs::remove_all(path_); }

  fs::path operator/(const char* name) const { return path_ / name; }

 private:
  fs::path path_;
};

asio::awaitable<bool> tells(std::string path, std::function<void()> act, Duration within) {
  FileNews news(std::move(path));
  co_await news.pause(within);  // watches from here on
  co_await news.before_look();
  act();
  const auto begun = Clock::now();
  co_await news.pause(within);
  co_return Clock::now() - begun < within;
}

/// Whether a watch of `path` tells of what `act` does.
bool told(const fs::path& path, std::function<void()> act, Duration within = seconds(20)) {
  asio::io_context loop;
  auto done = asio::co_spawn(loop, tells(path.string(), std::move(act), within), asio::use_future);
  loop.run();
  return done.get();
}

void write(const fs::path& path) {
  std::ofstream(path) << "x";
}

TEST_CASE("a change of a path is told, whatever it is") {
  const Scratch scratch;
  const fs::path file = scratch / "file";
  CHECK(told(file, [&] { write(file); }));
  CHECK(told(file, [&] { write(file); }));  // it is there, and written anew
  CHECK(told(file, [&] { fs::permissions(file, fs::perms::none); }));
  CHECK(told(file, [&] {
    write(scratch / "other");
    fs::rename(scratch / "other", file);
  }));
  CHECK(told(file, [&] { fs::remove(file); }));
  CHECK(told(scratch / "late/later/file", [&] { fs::create_directories(scratch / "late/later"); }));
  CHECK(told((scratch / "late").string() + "/", [&] { write(scratch / "late/file"); }));
}

TEST_CASE("a path that changes all the time is looked at now and then") {
  const Scratch scratch;
  const fs::path file = scratch / "file";
  asio::io_context loop;
  asio::steady_timer timer(loop);
  bool goes_on = true;  // cancel() comes too late for a handler that is due
  std::function<void(std::error_code)> write_on = [&](std::error_code) {
    if (goes_on) {
      write(file);
      timer.expires_after(std::chrono::microseconds(50));
      timer.async_wait(write_on);
    }
  };
  auto done = asio::co_spawn(
      loop, tells(file.string(), [&] { write_on({}); }, seconds(20)), asio::use_future);
  while (done.wait_for(Duration::zero()) != std::future_status::ready) {
    loop.run_one();
  }
  goes_on = false;
  timer.cancel();
  loop.run();
  CHECK(done.get());
}

TEST_CASE("what happens beside a path is not told") {
  const Scratch scratch;
  CHECK_FALSE(
      told(scratch / "file", [&] { write(scratch / "other"); }, std::chrono::milliseconds(50)));
}

TEST_CASE("a loop whose watches are gone has nothing left to do") {
  asio::io_context loop;
  {
    const FileWatch watch(loop.get_executor(), "/");
  }
  loop.run();  // returns
}

}  // namespace
}  // namespace aweigh

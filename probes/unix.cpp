#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "net/connect.h"
#include "net/file_changes.h"
#include "probes/exchange.h"
#include "probes/makers.h"

namespace aweigh {
namespace {

/// Judges by the file system alone, before a connect. nullopt: there is a socket that we may use.
std::optional<Answer> look(const std::string& path) {
  struct stat found{};
  if (::stat(path.c_str(), &found) == 0 && !S_ISSOCK(found.st_mode)) {
    return Answer::pending(Stage::connect, "it is no socket");  // a server may yet replace it
  }
  if (::access(path.c_str(), W_OK) == 0) {
    return std::nullopt;
  }
  const int error = errno;
  if (error == EACCES) {
    return Answer::rejected(Stage::connect, std::strerror(error),
                            "aweigh's user needs write permission on the socket, and search "
                            "permission on the directories before it");
  }
  Answer answer = Answer::pending(Stage::connect, std::strerror(error));
  return error == ENOENT ? std::move(answer).by_server() : answer;
}

/// Ready when the socket accepts, and what its options ask for is said on it.
class UnixProbe : public Probe {
 public:
  UnixProbe(std::string path, Exchange exchange)
      : path_(std::move(path)), exchange_(std::move(exchange)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    attempt.stage = Stage::connect;
    co_await news_.before_look();
    if (auto answer = look(path_)) {
      co_return std::move(*answer);
    }
    auto stream = co_await connect_unix(path_, attempt);
    if (!stream) {
      co_return Answer::of(std::move(stream.error()));
    }
    co_return co_await exchange_.run_on(std::move(*stream), attempt);
  }

  asio::awaitable<void> pause(Duration longest) override { return news_.pause(longest); }

 private:
  std::string path_;
  Exchange exchange_;
  FileNews news_{path_};
};

}  // namespace

Result<std::unique_ptr<Probe>> make_unix_probe(const Target& target) {
  constexpr std::size_t kLongest = sizeof(sockaddr_un::sun_path) - 1;
  if (target.path.reveal().size() > kLongest) {
    return fail(ExitCode::usage, "the path of a Unix socket has at most " +
                                     std::to_string(kLongest) + " characters (unix(7))");
  }
  auto exchange = Exchange::read(target);
  if (!exchange) {
    return error_of(exchange);
  }
  return std::make_unique<UnixProbe>(target.path.reveal(), std::move(*exchange));
}

}  // namespace aweigh

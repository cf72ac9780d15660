// memcached://: `version`, after a login where the target has a user. Source: memcached's
// doc/protocol.txt, of which the section "Authentication" is the login.

#include "probes/memcached.h"

#include "probes/dialogue.h"
#include "probes/makers.h"

namespace aweigh::memcached {
namespace {

constexpr Language kLanguage = {"memcached's protocol", "a memcached"};
constexpr std::size_t kLongestLine = 1024;

class MemcachedProbe : public Probe {
 public:
  MemcachedProbe(Endpoint endpoint, std::string user, Secret password)
      : endpoint_(std::move(endpoint)), user_(std::move(user)), password_(std::move(password)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    auto server = co_await Dialogue::open(endpoint_, kLanguage, attempt);
    if (!server) {
      co_return std::move(server.error());
    }
    if (!user_.empty()) {
      const std::string login = user_ + ' ' + password_.reveal();
      Answer welcome = co_await call(
          *server, "set login 0 0 " + std::to_string(login.size()) + "\r\n" + login + "\r\n",
          "STORED", Stage::auth, attempt);
      if (welcome.verdict != Verdict::ready) {
        co_return welcome;
      }
    }
    Answer answer = co_await call(*server, "version\r\n", "VERSION ", Stage::query, attempt);
    co_await server->say("quit\r\n");
    co_await server->stream().close();
    co_return answer;
  }

 private:
  static asio::awaitable<Answer> call(Dialogue& server, std::string words, std::string_view wanted,
                                      Stage stage, Attempt& attempt) {
    attempt.stage = stage;
    co_await server.say(std::move(words));
    auto line = co_await server.hear_line(kLongestLine, stage);
    if (!line) {
      co_return std::move(line.error());
    }
    auto answer = judge(*line, wanted, stage);
    co_return answer ? *std::move(answer) : server.not_spoken(stage);
  }

  Endpoint endpoint_;
  std::string user_;  // empty: no login
  Secret password_;
};

}  // namespace

std::optional<Answer> judge(std::string_view line, std::string_view wanted, Stage stage) {
  if (line.starts_with(wanted)) {
    return Answer::ready();
  }
  if (line.starts_with("CLIENT_ERROR")) {
    const std::string words(line.substr(0, line.find('\r')));
    return Answer::rejected(Stage::auth, words, "it wants a login: memcached://user:password@host")
        .by_server();
  }
  if (line.starts_with("SERVER_ERROR")) {
    return Answer::pending(stage, std::string(line)).by_server();
  }
  return std::nullopt;
}

}  // namespace aweigh::memcached

namespace aweigh {

Result<std::unique_ptr<Probe>> make_memcached_probe(const Target& target) {
  if (!target.path.empty() || !target.query.empty()) {
    return fail(ExitCode::usage, "memcached takes no path and no query");
  }
  if (target.user.has_value() != !target.password.empty()) {
    return fail(ExitCode::usage, "a user needs a password, and the reverse");
  }
  auto endpoint = read_endpoint(target);
  if (!endpoint) {
    return error_of(endpoint);
  }
  return std::make_unique<memcached::MemcachedProbe>(std::move(*endpoint), target.user.value_or(""),
                                                     target.password);
}

}  // namespace aweigh

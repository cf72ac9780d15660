#include "probes/smtp/session.h"

#include <utility>

#include "net/with_timeout.h"

namespace aweigh::smtp {
namespace {

// RFC 5321 §4.5.3.1.5 has 512; some servers say more.
constexpr std::size_t kLongestLine = 2048;
constexpr std::size_t kMostLines = 100;
constexpr auto kFarewell = std::chrono::seconds(1);

}  // namespace

asio::awaitable<Replied> Session::hear(int wanted, Stage stage) {
  while (heard_.lines.size() < kMostLines) {
    auto text = co_await server_.hear_line(kLongestLine, stage);
    if (!text) {
      co_return tl::make_unexpected(std::move(text.error()));
    }
    const auto line = parse_reply_line(*text);
    if (!line) {
      break;
    }
    heard_.code = line->code;
    heard_.lines.emplace_back(line->text);
    if (line->is_last) {
      Reply reply = std::exchange(heard_, {});
      if (reply.code == wanted) {
        co_return reply;
      }
      auto answer = judge(reply, stage);
      co_return tl::make_unexpected(answer ? *std::move(answer) : server_.not_spoken(stage));
    }
  }
  co_return tl::make_unexpected(server_.not_spoken(stage));
}

asio::awaitable<Replied> Session::call(std::string command, int wanted, Stage stage) {
  co_await server_.say(std::move(command) + "\r\n");
  co_return co_await hear(wanted, stage);
}

asio::awaitable<void> Session::quit() {
  co_await with_timeout(call("QUIT", 221, Stage::query), kFarewell);
  co_await server_.stream().close();
}

}  // namespace aweigh::smtp

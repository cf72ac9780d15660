#include "probes/amqp/session.h"

#include "net/fields.h"
#include "probes/amqp/answers.h"

namespace aweigh::amqp {
namespace {

constexpr std::string_view kOurHeader("AMQP\0\0\x09\x01", 8);
constexpr std::size_t kLongestFrame = 64 << 10;  // nothing that we ask for is answered by a longer

}  // namespace

asio::awaitable<void> Session::begin() {
  co_await server_.say(std::string(kOurHeader));
}

asio::awaitable<void> Session::say(std::string frames) {
  co_await server_.say(std::move(frames));
}

asio::awaitable<tl::expected<Session::Said, Answer>> Session::hear_frame(Stage stage) {
  auto head = co_await server_.hear(kFrameHead, stage);
  if (!head) {
    co_return tl::make_unexpected(std::move(head.error()));
  }
  if (head->starts_with(kOurHeader.substr(0, 4))) {
    const auto last = co_await server_.hear(kOurHeader.size() - kFrameHead, stage);
    co_return tl::make_unexpected(last ? judge_header(*head + *last) : last.error());
  }
  const std::uint64_t length = BigEndianFields(std::string_view(*head).substr(3)).number(4);
  if (head->front() != kMethodFrame || length > kLongestFrame) {
    co_return tl::make_unexpected(server_.not_spoken(stage));
  }
  const auto payload = co_await server_.hear(length + 1, stage);
  if (!payload) {
    co_return tl::make_unexpected(payload.error());
  }
  BigEndianFields fields(std::string_view(*payload).substr(0, length));
  const auto method = static_cast<Method>(fields.number(4));
  if (!fields.ok() || payload->back() != kFrameEnd) {
    co_return tl::make_unexpected(server_.not_spoken(stage));
  }
  co_return Said{method, std::string(fields.rest())};
}

asio::awaitable<Heard> Session::hear(Method wanted, Stage stage) {
  auto said = co_await hear_frame(stage);
  if (!said) {
    co_return tl::make_unexpected(std::move(said.error()));
  }
  if (said->method == Method::connection_close || said->method == Method::channel_close) {
    was_closed_by_server_ = said->method == Method::connection_close;
    co_return tl::make_unexpected(judge_close(said->arguments, stage));
  }
  if (said->method != wanted) {
    co_return tl::make_unexpected(server_.not_spoken(stage));
  }
  is_open_ = is_open_ || wanted == Method::connection_open_ok;
  co_return std::move(said->arguments);
}

asio::awaitable<void> Session::end() {
  constexpr std::uint64_t kSuccess = 200;
  if (was_closed_by_server_) {
    co_await say(method_frame(0, Method::connection_close_ok, ""));
  } else if (is_open_) {
    const std::string because_of_no_method = big_endian(0, 4);
    co_await say(
        method_frame(0, Method::connection_close,
                     big_endian(kSuccess, 2) + short_string("goodbye") + because_of_no_method));
    const auto ignored = co_await hear(Method::connection_close_ok, Stage::query);
  }
  co_await server_.stream().close();
}

}  // namespace aweigh::amqp

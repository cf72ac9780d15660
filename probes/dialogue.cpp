#include "probes/dialogue.h"

#include <array>
#include <asio/buffer.hpp>
#include <utility>

#include "net/connect.h"
#include "net/tls_settings.h"

namespace aweigh {

Result<Endpoint> read_endpoint(const Target& target) {
  Endpoint endpoint{.where = target.hosts.front(), .tls = {}};
  if (target.kind->tls) {
    auto settings = read_tls_settings(target);
    if (!settings) {
      return error_of(settings);
    }
    endpoint.tls = std::move(*settings);
  }
  return endpoint;
}

Answer not_spoken(Language language, Stage stage) {
  return Answer::rejected(stage, "the answer is not " + std::string(language.name),
                          "is this the port of " + std::string(language.server) + "?");
}

asio::awaitable<tl::expected<Dialogue, Answer>> Dialogue::open(Endpoint to, Language language,
                                                               Attempt& attempt) {
  auto stream = co_await connect_tcp(to.where.host, to.where.port, attempt);
  if (!stream) {
    co_return tl::make_unexpected(Answer::of(std::move(stream.error())));
  }
  if (to.tls) {
    auto secured = co_await stream->start_tls(*std::move(to.tls), to.where.host, attempt);
    if (!secured) {
      co_return tl::make_unexpected(Answer::of(std::move(secured.error())));
    }
  }
  co_return Dialogue(std::move(*stream), language);
}

asio::awaitable<void> Dialogue::say(std::string words) {
  std::error_code ignored;
  co_await stream_.write(asio::buffer(words), ignored);
}

asio::awaitable<Heard> Dialogue::hear_line(std::size_t most, Stage stage) {
  std::size_t end = std::string::npos;
  while ((end = heard_.find('\n')) == std::string::npos) {
    if (heard_.size() > most) {
      co_return tl::make_unexpected(not_spoken(stage));
    }
    if (auto failure = co_await hear_more(stage)) {
      co_return tl::make_unexpected(*std::move(failure));
    }
  }
  std::string line = heard_.substr(0, end);
  heard_.erase(0, end + 1);
  if (line.ends_with('\r')) {
    line.pop_back();
  }
  co_return line;
}

asio::awaitable<Heard> Dialogue::hear(std::size_t count, Stage stage) {
  while (heard_.size() < count) {
    if (auto failure = co_await hear_more(stage)) {
      co_return tl::make_unexpected(*std::move(failure));
    }
  }
  std::string words = heard_.substr(0, count);
  heard_.erase(0, count);
  co_return words;
}

asio::awaitable<std::optional<Answer>> Dialogue::hear_more(Stage stage) {
  std::array<char, 4096> bytes;
  std::error_code error;
  const std::size_t count = co_await stream_.read_some(asio::buffer(bytes), error);
  if (error) {
    co_return Answer::of(failure_of(error, stage));
  }
  heard_.append(bytes.data(), count);
  co_return std::nullopt;
}

}  // namespace aweigh

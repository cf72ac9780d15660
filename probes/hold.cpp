#include "probes/hold.h"

#include <array>

#include "base/duration_text.h"
#include "net/with_timeout.h"
#include "probes/interval.h"

namespace aweigh {
namespace {

/// Whether something came before the end.
asio::awaitable<bool> said_something(Stream& stream) {
  std::array<char, 1> byte;
  std::error_code error;
  co_await stream.read_some(asio::buffer(byte), error);
  co_return !error;
}

}  // namespace

Result<Duration> read_hold(const Target& target) {
  return read_interval(target, kHoldOption.name);
}

asio::awaitable<Answer> held_open(Stream stream, Duration hold) {
  if (hold > Duration::zero()) {
    const auto said = co_await with_timeout(said_something(stream), hold);
    if (said && !*said) {
      co_return Answer::pending(Stage::connect,
                                "the connection was closed again within " + to_text(hold));
    }
  }
  co_await stream.close();
  co_return Answer::ready();
}

}  // namespace aweigh

#include "probes/hold.h"

#include <array>

#include "base/duration.h"
#include "base/duration_text.h"
#include "net/with_timeout.h"

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
  Duration hold = Duration::zero();
  if (const std::string* text = target.option(kHoldOption.name)) {
    if (const auto taken = take_interval(hold, *text); !taken) {
      return fail(taken.error().code, "its option hold: " + taken.error().message);
    }
  }
  return hold;
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

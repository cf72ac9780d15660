#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/secret.h"
#include "net/attempt.h"
#include "net/scram.h"
#include "probes/answer.h"
#include "probes/dialogue.h"
#include "probes/kafka/protocol.h"

namespace aweigh::kafka {

/// Who logs in, and how.
struct Login {
  std::string user;
  Secret password;
  std::string_view mechanism;     ///< "PLAIN", "SCRAM-SHA-256", as Kafka names them
  std::optional<ScramHash> hash;  ///< of SCRAM; nullopt: PLAIN
};

/// Requests and their responses on a connection with one broker.
class Conversation {
 public:
  /// Connects, and finds out whether it is a Kafka that knows our requests. `attempt` must outlive
  /// the coroutine.
  static asio::awaitable<tl::expected<Conversation, Answer>> open(Endpoint to, Attempt& attempt);

  /// nullopt: the broker knows the user.
  asio::awaitable<std::optional<Answer>> log_in(const Login& login, Attempt& attempt);

  asio::awaitable<tl::expected<Metadata, Answer>> metadata(std::string_view topic,
                                                           Attempt& attempt);

  /// Kafka has no word for it.
  asio::awaitable<void> close() { co_await dialogue_.stream().close(); }

 private:
  explicit Conversation(Dialogue dialogue) : dialogue_(std::move(dialogue)) {}

  asio::awaitable<Heard> call(Api api, std::string body, Stage stage);
  asio::awaitable<std::optional<Answer>> check_versions(Attempt& attempt);
  asio::awaitable<Heard> authenticate(std::string message, const Secret& password);
  asio::awaitable<std::optional<Answer>> prove_by_scram(const Login& login);

  Dialogue dialogue_;
  std::int32_t correlation_ = 0;  // of the last request
};

}  // namespace aweigh::kafka

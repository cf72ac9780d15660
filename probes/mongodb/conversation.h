#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "base/secret.h"
#include "net/attempt.h"
#include "probes/answer.h"
#include "probes/dialogue.h"
#include "probes/mongodb/bson.h"

namespace aweigh::mongodb {

/// Who logs in, and the database that knows the user.
struct Login {
  std::string user;
  Secret password;
  std::string source;
};

/// Commands and their replies on a connection with one server, as OP_MSG (MongoDB 3.6 and later;
/// MongoDB's manual, "MongoDB Wire Protocol").
class Conversation {
 public:
  /// Connects. `attempt` must outlive the coroutine.
  static asio::awaitable<tl::expected<Conversation, Answer>> open(Endpoint to, Attempt& attempt);

  /// The reply of a server to hello, with which a driver begins. It may be an error.
  asio::awaitable<tl::expected<Bson, Answer>> hello(Attempt& attempt);

  /// By SCRAM-SHA-256. nullopt: the server knows the user.
  asio::awaitable<std::optional<Answer>> log_in(Login login, Attempt& attempt);

  /// nullopt: the server answers a ping in `database`.
  asio::awaitable<std::optional<Answer>> ping(std::string database, Attempt& attempt);

  /// A client of MongoDB just hangs up.
  asio::awaitable<void> close() { co_await dialogue_.stream().close(); }

 private:
  explicit Conversation(Dialogue dialogue) : dialogue_(std::move(dialogue)) {}

  asio::awaitable<tl::expected<Bson, Answer>> call(BsonWriter command, std::string database,
                                                   Stage stage);
  asio::awaitable<tl::expected<Bson, Answer>> call_sasl(BsonWriter command, const Login& login);

  Dialogue dialogue_;
  std::int32_t request_ = 0;  // the identifier of the last one
};

}  // namespace aweigh::mongodb

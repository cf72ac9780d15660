// Talks with one server: hello, a login by SCRAM-SHA-256, ping. answers.h judges.
// The probe holds one with each host in turn.

#include "probes/mongodb/conversation.h"

#include "net/scram.h"
#include "probes/mongodb/answers.h"
#include "probes/mongodb/message.h"

namespace aweigh::mongodb {
namespace {

constexpr Language kLanguage = {"MongoDB's protocol", "a MongoDB"};

Answer no_proof() {
  return Answer::rejected(Stage::auth, "the server does not prove that it knows the password",
                          "is it the right one?");
}

BsonWriter start_of(const std::string& payload) {
  BsonWriter options;
  options.boolean("skipEmptyExchange", true);
  BsonWriter command;
  command.number("saslStart", 1)
      .text("mechanism", "SCRAM-SHA-256")
      .binary("payload", payload)
      .document("options", options);
  return command;
}

BsonWriter continuation_of(const Bson& reply, const std::string& payload) {
  BsonWriter command;
  command.number("saslContinue", 1)
      .number("conversationId", static_cast<std::int32_t>(reply.number("conversationId")))
      .binary("payload", payload);
  return command;
}

}  // namespace

asio::awaitable<tl::expected<Conversation, Answer>> Conversation::open(Endpoint to,
                                                                       Attempt& attempt) {
  auto dialogue = co_await Dialogue::open(std::move(to), kLanguage, attempt);
  if (!dialogue) {
    co_return tl::make_unexpected(std::move(dialogue.error()));
  }
  co_return Conversation(*std::move(dialogue));
}

asio::awaitable<tl::expected<Bson, Answer>> Conversation::call(BsonWriter command,
                                                               std::string database, Stage stage) {
  command.text("$db", database);
  co_await dialogue_.say(message_of(++request_, command.bytes()));
  const auto header = co_await dialogue_.hear(kHeaderLength, stage);
  if (!header) {
    co_return tl::make_unexpected(header.error());
  }
  const auto length = length_behind(*header, request_);
  if (!length) {
    co_return tl::make_unexpected(dialogue_.not_spoken(stage));
  }
  const auto body = co_await dialogue_.hear(*length, stage);
  if (!body) {
    co_return tl::make_unexpected(body.error());
  }
  auto reply = Bson::read(document_in(*body).value_or(""));
  if (!reply) {
    co_return tl::make_unexpected(dialogue_.not_spoken(stage));
  }
  if (auto failure = judge_reply(*reply, stage)) {
    co_return tl::make_unexpected(*std::move(failure));
  }
  co_return *std::move(reply);
}

asio::awaitable<tl::expected<Bson, Answer>> Conversation::hello(Attempt& attempt) {
  attempt.stage = Stage::query;
  BsonWriter command;
  command.number("hello", 1);
  co_return co_await call(std::move(command), "admin", Stage::query);
}

/// No known server quotes the password in an error. An unknown one may.
asio::awaitable<tl::expected<Bson, Answer>> Conversation::call_sasl(BsonWriter command,
                                                                    const Login& login) {
  auto reply = co_await call(std::move(command), login.source, Stage::auth);
  if (!reply && reply.error().words.find(login.password.reveal()) != std::string::npos) {
    reply.error().words = "the login is refused";
  }
  co_return reply;
}

asio::awaitable<std::optional<Answer>> Conversation::log_in(Login login, Attempt& attempt) {
  attempt.stage = Stage::auth;
  ScramClient client(ScramHash::sha256, login.user, login.password, make_scram_nonce());
  const auto challenge = co_await call_sasl(start_of(client.first_message()), login);
  if (!challenge) {
    co_return challenge.error();
  }
  const auto message = client.final_message(challenge->text("payload"));
  if (!message) {
    co_return dialogue_.not_spoken(Stage::auth);
  }
  const auto proof = co_await call_sasl(continuation_of(*challenge, *message), login);
  if (!proof) {
    co_return proof.error();
  }
  if (!client.is_proof(proof->text("payload"))) {
    co_return no_proof();
  }
  if (!proof->boolean("done")) {  // of a server that skips no empty exchange
    const auto end = co_await call_sasl(continuation_of(*challenge, ""), login);
    if (!end) {
      co_return end.error();
    }
  }
  co_return std::nullopt;
}

asio::awaitable<std::optional<Answer>> Conversation::ping(std::string database, Attempt& attempt) {
  attempt.stage = Stage::query;
  BsonWriter command;
  command.number("ping", 1);
  const auto reply = co_await call(std::move(command), std::move(database), Stage::query);
  co_return reply ? std::nullopt : std::optional(reply.error());
}

}  // namespace aweigh::mongodb

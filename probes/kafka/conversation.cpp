// Talks with one broker: versions, a login by SASL, Metadata. answers.h judges.
// The probe holds one with a bootstrap broker, and others with those that it names.

#include "probes/kafka/conversation.h"

#include "net/fields.h"
#include "probes/kafka/answers.h"

namespace aweigh::kafka {
namespace {

constexpr Language kLanguage = {"Kafka's protocol", "a Kafka broker"};
/// The metadata of a topic with ten thousand partitions has some 400 kB.
constexpr std::size_t kLongestResponse = 1 << 20;

bool is_tls_alert(std::string_view bytes) {
  return bytes.starts_with("\x15\x03");
}

Answer wants_tls() {
  return Answer::rejected(Stage::tls, "the broker wants TLS",
                          "begin the target with kafkas, not kafka");
}

Answer no_proof() {
  return Answer::rejected(Stage::auth, "the broker does not prove that it knows the password",
                          "is it the right cluster?");
}

/// No known broker quotes the password in an error. A plugin of its login may.
std::string without_password(std::string words, const Secret& password) {
  return words.find(password.reveal()) == std::string::npos ? std::move(words) : "";
}

}  // namespace

asio::awaitable<tl::expected<Conversation, Answer>> Conversation::open(Endpoint to,
                                                                       Attempt& attempt) {
  auto dialogue = co_await Dialogue::open(std::move(to), kLanguage, attempt);
  if (!dialogue) {
    co_return tl::make_unexpected(std::move(dialogue.error()));
  }
  Conversation conversation(*std::move(dialogue));
  if (auto failure = co_await conversation.check_versions(attempt)) {
    co_return tl::make_unexpected(*std::move(failure));
  }
  co_return conversation;
}

asio::awaitable<Heard> Conversation::call(Api api, std::string body, Stage stage) {
  co_await dialogue_.say(frame(api, ++correlation_, body));
  auto head = co_await dialogue_.hear(4, stage);
  if (!head) {
    co_return head;
  }
  if (is_tls_alert(*head)) {
    co_return tl::make_unexpected(wants_tls());
  }
  const std::size_t length = BigEndianFields(*head).number(4);
  if (length < 4 || length > kLongestResponse) {
    co_return tl::make_unexpected(dialogue_.not_spoken(stage));
  }
  auto response = co_await dialogue_.hear(length, stage);
  if (!response) {
    co_return response;
  }
  if (!response->starts_with(big_endian(static_cast<std::uint64_t>(correlation_), 4))) {
    co_return tl::make_unexpected(dialogue_.not_spoken(stage));
  }
  co_return response->substr(4);
}

asio::awaitable<std::optional<Answer>> Conversation::check_versions(Attempt& attempt) {
  attempt.stage = Stage::query;
  const auto body = co_await call(kApiVersions, "", Stage::query);
  if (!body) {
    co_return body.error();
  }
  const auto versions = read_api_versions(*body);
  if (!versions) {
    co_return dialogue_.not_spoken(Stage::query);
  }
  if (versions->error != 0) {
    co_return judge_error(versions->error, Stage::query, "");
  }
  if (!versions->has(kMetadata)) {
    co_return Answer::rejected(Stage::query, "it does not speak version 4 of Metadata",
                               "is it a controller's port, or a Kafka before 0.11?");
  }
  co_return std::nullopt;
}

asio::awaitable<std::optional<Answer>> Conversation::log_in(const Login& login, Attempt& attempt) {
  attempt.stage = Stage::auth;
  const auto body = co_await call(kSaslHandshake, to_string_field(login.mechanism), Stage::auth);
  if (!body) {
    co_return body.error();
  }
  const auto handshake = read_sasl_handshake(*body);
  if (!handshake) {
    co_return dialogue_.not_spoken(Stage::auth);
  }
  if (auto refused = judge(*handshake, login.mechanism)) {
    co_return refused;
  }
  if (login.hash) {
    co_return co_await prove_by_scram(login);
  }
  std::string message = '\0' + login.user + '\0' + login.password.reveal();  // RFC 4616
  const auto welcome = co_await authenticate(std::move(message), login.password);
  co_return welcome ? std::nullopt : std::optional(welcome.error());
}

asio::awaitable<std::optional<Answer>> Conversation::prove_by_scram(const Login& login) {
  ScramClient client(*login.hash, login.user, login.password, make_scram_nonce());
  const auto challenge = co_await authenticate(client.first_message(), login.password);
  if (!challenge) {
    co_return challenge.error();
  }
  auto message = client.final_message(*challenge);
  if (!message) {
    co_return dialogue_.not_spoken(Stage::auth);
  }
  const auto proof = co_await authenticate(*std::move(message), login.password);
  if (!proof) {
    co_return proof.error();
  }
  co_return client.is_proof(*proof) ? std::nullopt : std::optional(no_proof());
}

/// Hears what the mechanism says back.
asio::awaitable<Heard> Conversation::authenticate(std::string message, const Secret& password) {
  const auto body = co_await call(kSaslAuthenticate, to_bytes_field(message), Stage::auth);
  if (!body) {
    co_return body;
  }
  auto answer = read_sasl_authenticate(*body);
  if (!answer) {
    co_return tl::make_unexpected(dialogue_.not_spoken(Stage::auth));
  }
  if (answer->error != 0) {
    const std::string words = without_password(std::move(answer->message), password);
    co_return tl::make_unexpected(judge_error(answer->error, Stage::auth, words));
  }
  co_return std::move(answer->bytes);
}

asio::awaitable<tl::expected<Metadata, Answer>> Conversation::metadata(std::string_view topic,
                                                                       Attempt& attempt) {
  attempt.stage = Stage::query;
  const auto body = co_await call(kMetadata, metadata_request(topic), Stage::query);
  if (!body) {
    co_return tl::make_unexpected(body.error());
  }
  auto metadata = read_metadata(*body);
  if (!metadata) {
    co_return tl::make_unexpected(dialogue_.not_spoken(Stage::query));
  }
  co_return *std::move(metadata);
}

}  // namespace aweigh::kafka

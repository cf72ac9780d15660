// mqtt:// and mqtts://: CONNECT is accepted. Source: MQTT 3.1.1 (OASIS Standard, 29 October 2014).

#include "probes/mqtt.h"

#include <algorithm>
#include <array>

#include "base/random.h"
#include "net/fields.h"
#include "probes/dialogue.h"
#include "probes/makers.h"

namespace aweigh::mqtt {
namespace {

constexpr Language kLanguage = {"MQTT", "an MQTT broker"};

constexpr char kConnect = 0x10;
constexpr char kConnack = 0x20;
constexpr std::string_view kDisconnect("\xe0\x00", 2);

constexpr std::size_t kLongestString = 0xffff;
constexpr std::size_t kLongestConnack = 127;  // beyond, the length takes a second byte

struct Row {
  unsigned code;
  Verdict verdict;
  const char* meaning;
  const char* advice;
};

/// Section 3.2.2.3; the last is MQTT 5's answer to a version that it does not know (3.1.2.2 there).
constexpr std::array kCodes = {
    Row{0, Verdict::ready, "", ""},
    Row{1, Verdict::rejected, "unacceptable protocol version", "it speaks no MQTT 3.1.1: use tcp"},
    Row{2, Verdict::rejected, "identifier rejected", ""},
    Row{3, Verdict::pending, "server unavailable", ""},
    Row{4, Verdict::rejected, "bad user name or password",
        "check the user and the password of this target"},
    Row{5, Verdict::rejected, "not authorized",
        "check the user and the password: mqtt://user:password@host"},
    Row{0x84, Verdict::rejected, "unsupported protocol version", "it speaks MQTT 5 alone: use tcp"},
};

std::string text(std::string_view bytes) {
  return big_endian(bytes.size(), 2) + std::string(bytes);
}

/// Section 2.2.3: seven bits in each byte, the lowest first.
std::string remaining_length(std::size_t length) {
  std::string bytes;
  do {
    const std::size_t digit = length & 0x7fU;
    length >>= 7U;
    bytes += static_cast<char>(length == 0 ? digit : digit | 0x80U);
  } while (length != 0);
  return bytes;
}

std::string random_identifier(std::minstd_rand& random) {
  constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";
  constexpr std::size_t kLongestIdentifier = 23;
  std::uniform_int_distribution<std::size_t> any(0, kDigits.size() - 1);
  std::string identifier = "aweigh";
  while (identifier.size() < kLongestIdentifier) {
    identifier += kDigits[any(random)];
  }
  return identifier;
}

class MqttProbe : public Probe {
 public:
  MqttProbe(Endpoint endpoint, std::string user, Secret password)
      : endpoint_(std::move(endpoint)), client_{{}, std::move(user), std::move(password)} {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    auto broker = co_await Dialogue::open(endpoint_, kLanguage, attempt);
    if (!broker) {
      co_return std::move(broker.error());
    }
    attempt.stage = Stage::auth;
    client_.identifier = random_identifier(random_);
    co_await broker->say(connect_packet(client_));
    const auto connack = co_await hear_connack(*broker);
    if (!connack) {
      co_return connack.error();
    }
    Answer answer = judge(*connack);
    if (answer.verdict == Verdict::ready) {  // any other ends the connection
      co_await broker->say(std::string(kDisconnect));
    }
    co_await broker->stream().close();
    co_return answer;
  }

 private:
  static asio::awaitable<Heard> hear_connack(Dialogue& broker) {
    const auto head = co_await broker.hear(2, Stage::auth);
    if (!head) {
      co_return tl::make_unexpected(head.error());
    }
    const auto length = static_cast<unsigned char>(head->back());
    if (head->front() != kConnack || length < 2 || length > kLongestConnack) {
      co_return tl::make_unexpected(broker.not_spoken(Stage::auth));
    }
    co_return co_await broker.hear(length, Stage::auth);
  }

  Endpoint endpoint_;
  Client client_;
  std::minstd_rand random_ = seeded_random();
};

}  // namespace

std::string connect_packet(const Client& client) {
  constexpr unsigned kCleanSession = 0x02;
  constexpr unsigned kPassword = 0x40;
  constexpr unsigned kUser = 0x80;
  constexpr std::uint64_t kLevel = 4;  // 3.1.1
  const unsigned flags =
      kCleanSession | (client.user.empty() ? 0 : kUser) | (client.password.empty() ? 0 : kPassword);
  const std::string no_keep_alive = big_endian(0, 2);
  std::string packet = text("MQTT") + big_endian(kLevel, 1) + big_endian(flags, 1) + no_keep_alive;
  packet += text(client.identifier);
  packet += client.user.empty() ? "" : text(client.user);
  packet += client.password.empty() ? "" : text(client.password.reveal());
  return kConnect + remaining_length(packet.size()) + packet;
}

Answer judge(std::string_view connack) {
  const unsigned code = static_cast<unsigned char>(connack[1]);
  const auto* row = std::ranges::find(kCodes, code, &Row::code);
  const std::string words = "the broker refuses with code " + std::to_string(code);
  if (row == kCodes.end()) {
    return Answer::pending(Stage::auth, words).by_server();
  }
  if (row->verdict == Verdict::ready) {
    return Answer::ready();
  }
  return Answer{.verdict = row->verdict,
                .stage = Stage::auth,
                .words = words + ": " + row->meaning,
                .advice = row->advice}
      .by_server();
}

}  // namespace aweigh::mqtt

namespace aweigh {

Result<std::unique_ptr<Probe>> make_mqtt_probe(const Target& target) {
  if (!target.path.empty() || !target.query.empty()) {
    return fail(ExitCode::usage, "mqtt takes no path and no query");
  }
  const std::string user = target.user.value_or("");
  if (user.empty() && !target.password.empty()) {
    return fail(ExitCode::usage, "a password needs a user");  // section 3.1.2.9
  }
  if (std::max(user.size(), target.password.reveal().size()) > mqtt::kLongestString) {
    return fail(ExitCode::usage, "its user or password is longer than MQTT can say");
  }
  auto endpoint = read_endpoint(target);
  if (!endpoint) {
    return error_of(endpoint);
  }
  return std::make_unique<mqtt::MqttProbe>(std::move(*endpoint), user, target.password);
}

}  // namespace aweigh

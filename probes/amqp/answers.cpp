// Judges what an AMQP 0-9-1 server says about itself and about why it ends a conversation.

#include "probes/amqp/answers.h"

#include <algorithm>
#include <array>
#include <string>

#include "net/fields.h"
#include "text/split.h"

namespace aweigh::amqp {
namespace {

constexpr std::uint64_t kAccessRefused = 403;
constexpr std::uint64_t kNotAllowed = 530;
constexpr std::size_t kLongestWords = 200;

struct Row {
  std::uint64_t code;
  std::string_view holds;  // what the text must hold; empty: any
  Verdict verdict;
  std::string_view advice;
};

/// The first row that fits counts. The codes are those of amqp0-9-1.xml, the texts those of
/// RabbitMQ's rabbit_reader. All other codes are pending: 320 (it shuts down), 404 (nobody has
/// declared it yet), 405 (somebody's own), 541 (a virtual host that is down).
constexpr std::array kReasons = {
    Row{kAccessRefused, "Login was refused", Verdict::rejected,
        "check the user and the password of this target; guest, the default, may log in from the "
        "server's own host alone"},
    Row{kAccessRefused, "", Verdict::rejected, "rabbitmqctl set_permissions allows it"},
    Row{kNotAllowed, "limit (", Verdict::pending, ""},  // of connections, which end
    Row{kNotAllowed, "not found", Verdict::rejected,
        "rabbitmqctl add_vhost makes it; rejection-grace= gives another the time to do so"},
    Row{kNotAllowed, "refused for user", Verdict::rejected,
        "rabbitmqctl set_permissions lets the user in"},
    Row{kNotAllowed, "", Verdict::rejected, ""},
};

std::string digits_of(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    text += (text.empty() ? "" : "-") + std::to_string(static_cast<unsigned char>(byte));
  }
  return text;
}

}  // namespace

std::optional<Answer> judge_start(std::string_view arguments) {
  BigEndianFields fields(arguments);
  fields.bytes(2);                 // the version
  fields.bytes(fields.number(4));  // the server's properties
  const std::string_view mechanisms = fields.bytes(fields.number(4));
  const auto names = split(mechanisms, ' ');
  if (std::ranges::find(names, "PLAIN") != names.end()) {
    return std::nullopt;
  }
  return Answer::rejected(Stage::auth,
                          "the server takes no login by PLAIN, only by " +
                              std::string(mechanisms.substr(0, kLongestWords)),
                          "use a tls target")
      .by_server();
}

Answer judge_close(std::string_view arguments, Stage stage) {
  BigEndianFields fields(arguments);
  const std::uint64_t code = fields.number(2);
  const std::string_view text = fields.bytes(fields.number(1));
  const auto* row = std::ranges::find_if(kReasons, [&](const Row& candidate) {
    return candidate.code == code && text.find(candidate.holds) != std::string_view::npos;
  });
  // Its second sentence is "For details see the broker logfile."
  const std::string words =
      std::to_string(code) + " " + std::string(text.substr(0, text.find(". ")));
  const bool known = row != kReasons.end();
  return Answer{.verdict = known ? row->verdict : Verdict::pending,
                .stage = stage,
                .words = words,
                .advice = std::string(known ? row->advice : std::string_view())}
      .by_server();
}

Answer judge_header(std::string_view header) {
  constexpr std::size_t kVersionAt = 5;
  return Answer::rejected(
             Stage::auth,
             "the server speaks AMQP " + digits_of(header.substr(kVersionAt)) + ", not 0-9-1",
             "use a tcp target")
      .by_server();
}

}  // namespace aweigh::amqp

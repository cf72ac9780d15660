// mysql:// and mariadb://: logs in as a client would, and pings.
// Login, the packets and the plugins are its pure parts.

#include <algorithm>
#include <array>
#include <asio/buffer.hpp>
#include <optional>
#include <variant>

#include "net/connect.h"
#include "probes/makers.h"
#include "probes/mysql/login.h"
#include "probes/mysql/options.h"
#include "probes/mysql/packets.h"

namespace aweigh::mysql {
namespace {

/// The errors that are rejections (MySQL 8.4 Error Message Reference; MariaDB's documentation,
/// "MariaDB Error Codes": 4151). The rest is pending: 1040 "Too many connections", 1053 "Server
/// shutdown in progress", 1226 "User has exceeded the resource", 3032 offline mode, 2003 of a MySQL
/// Router without its server …
struct Refusal {
  int code;
  bool of_account;  ///< the server takes logins, though not this one
  std::string_view advice;
};
constexpr std::array kRefusals = {
    Refusal{1129, false, "unblock this host: mariadb-admin (or mysqladmin) flush-hosts"},
    Refusal{1130, false, "create an account that may log in from this host"},
    Refusal{3159, false, "add #tls=require to the target"},
    Refusal{1044, true, "create the database, or grant the user a privilege on it"},
    Refusal{1045, true, "check the user and the password of this target"},
    Refusal{1049, true, "create the database, or check its name in the target"},
    Refusal{1227, true, "grant the user the privilege that is named"},
    Refusal{1251, true, "give the account another authentication plugin"},
    Refusal{1524, true, "load the plugin, or give the account another one"},
    Refusal{1698, true, "check the user and the password of this target"},
    Refusal{1820, true, "change the account's password: it has expired"},
    Refusal{1862, true, "change the account's password: it has expired"},
    Refusal{3118, true, "unlock the account: ALTER USER … ACCOUNT UNLOCK"},
    Refusal{3955, true, "unlock the account: ALTER USER … ACCOUNT UNLOCK"},
    Refusal{4151, true, "unlock the account: ALTER USER … ACCOUNT UNLOCK"},
};

Answer not_mysql() {
  return Answer::rejected(Stage::auth, "the answer is not MySQL's protocol",
                          "is this the port of a MySQL?");
}

/// A connection that carries MySQL's packets.
class Conversation {
 public:
  explicit Conversation(Stream stream) : stream_(std::move(stream)) {}

  /// The server's next packet; or, where none can be understood, the attempt's answer.
  asio::awaitable<tl::expected<std::string, Answer>> listen(Stage stage) {
    while (true) {
      if (auto packet = packets_.next()) {
        sequence_ = packet->sequence;
        co_return std::move(packet->payload);
      }
      if (packets_.too_long()) {
        co_return tl::make_unexpected(not_mysql());
      }
      std::array<char, 4096> bytes;
      std::error_code error;
      const std::size_t count = co_await stream_.read_some(asio::buffer(bytes), error);
      if (error) {
        co_return tl::make_unexpected(Answer::of(failure_of(error, stage)));
      }
      packets_.feed({bytes.data(), count});
    }
  }

  /// A failure is ignored: listen() reads the words that the server said before it hung up.
  asio::awaitable<void> say(std::string payload) {
    const std::string bytes = to_bytes(Packet{++sequence_, std::move(payload)});
    std::error_code ignored;
    co_await stream_.write(asio::buffer(bytes), ignored);
  }

  /// The sequence numbers start anew with each command.
  asio::awaitable<void> command(std::string_view payload) {
    sequence_ = 0xff;
    co_await say(std::string(payload));
  }

  /// No byte is left over. A byte sent before TLS must not count as said within TLS.
  [[nodiscard]] bool is_in_step() const { return packets_.empty(); }

  Stream& stream() { return stream_; }

 private:
  Stream stream_;
  PacketReader packets_;
  std::uint8_t sequence_ = 0;
};

/// A server counts each connection whose handshake is broken off, and answers a host from which
/// max_connect_errors of them (by default 100) came in a row with 1129 from then on. Measured with
/// MariaDB 10.11 and max_connect_errors=1: the host is blocked when we hang up on the greeting,
/// or answers it with COM_QUIT, an SSLRequest, an empty packet or a login without
/// CLIENT_PLUGIN_AUTH. It is not by a login that runs until the server says no (1045), which only
/// counts among Aborted_connects, as all failed logins do. So there is a login also where no user
/// is named; and it must know its way through the plugins, for a server gives users that it does
/// not know the plugin of one that it does.
class MysqlProbe : public Probe {
 public:
  explicit MysqlProbe(Options options) : options_(std::move(options)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    // Where we break the handshake off (over a certificate, a plugin), once a second is enough.
    if (Clock::now() < ask_again_) {
      co_return broke_off_;
    }
    Answer answer = co_await ask_server(attempt);
    if (answer.verdict == Verdict::rejected && !answer.said_no) {
      broke_off_ = answer;
      ask_again_ = Clock::now() + std::chrono::seconds(1);
    }
    co_return answer;
  }

 private:
  asio::awaitable<Answer> ask_server(Attempt& attempt) {
    auto stream = co_await connect(attempt);
    if (!stream) {
      co_return Answer::of(std::move(stream.error()));
    }
    attempt.stage = Stage::auth;
    Conversation server(std::move(*stream));
    const auto first = co_await server.listen(Stage::auth);
    if (!first) {
      co_return first.error();
    }
    if (const auto error = parse_error(*first)) {
      co_return judge(Stage::auth, *error);
    }
    const auto greeting = parse_greeting(*first);
    if (!greeting || !server.is_in_step()) {
      co_return not_mysql();
    }
    co_return co_await log_in(server, *greeting, attempt);
  }

  asio::awaitable<Answer> log_in(Conversation& server, const Greeting& greeting, Attempt& attempt) {
    Login login(options_.account, greeting);
    const bool tls = wants_tls(greeting);
    if (tls) {
      if (auto failure = co_await start_tls(server, login, greeting, attempt)) {
        co_return *failure;
      }
      attempt.stage = Stage::auth;
    }
    Step step = login.begin(disclosure(tls || !options_.socket.empty()));
    while (std::holds_alternative<Send>(step) || std::holds_alternative<Wait>(step)) {
      if (auto* send = std::get_if<Send>(&step)) {
        co_await server.say(std::move(send->payload));
      }
      const auto payload = co_await server.listen(Stage::auth);
      if (!payload) {
        co_return payload.error();
      }
      step = login.next(*payload);
    }
    if (!std::holds_alternative<Welcome>(step)) {
      co_return judge(step);
    }
    attempt.stage = Stage::query;
    co_return co_await ping(server);
  }

  asio::awaitable<tl::expected<Stream, ConnectFailure>> connect(Attempt& attempt) {
    if (!options_.socket.empty()) {
      co_return co_await connect_unix(options_.socket, attempt);
    }
    co_return co_await connect_tcp(options_.where.host, options_.where.port, attempt);
  }

  [[nodiscard]] bool wants_tls(const Greeting& greeting) const {
    const bool offered = (greeting.capabilities & kTls) != 0;
    return options_.tls == TlsUse::always || (options_.tls == TlsUse::if_offered && offered);
  }

  /// `is_private`: the connection cannot be listened in on.
  [[nodiscard]] Disclosure disclosure(bool is_private) const {
    if (!options_.trusts_server) {  // as MySQL's own client by default
      return is_private ? Disclosure::tunnelled : Disclosure::proof;
    }
    return is_private ? Disclosure::clear_text : Disclosure::sealed;
  }

  /// nullopt: it is spoken now.
  asio::awaitable<std::optional<Answer>> start_tls(Conversation& server, Login& login,
                                                   const Greeting& greeting, Attempt& attempt) {
    if ((greeting.capabilities & kTls) == 0) {
      co_return Answer::rejected(Stage::tls, "the server does not offer TLS",
                                 "switch TLS on in the server, or leave tls= out");
    }
    co_await server.say(login.ask_for_tls());
    auto started =
        co_await server.stream().start_tls(options_.tls_settings, options_.where.host, attempt);
    if (!started) {
      co_return Answer::of(std::move(started.error()));
    }
    co_return std::nullopt;
  }

  asio::awaitable<Answer> ping(Conversation& server) {
    co_await server.command(kPing);
    const auto payload = co_await server.listen(Stage::query);
    if (!payload) {
      co_return payload.error();
    }
    if (const auto error = parse_error(*payload)) {
      co_return judge(Stage::query, *error);
    }
    co_await server.command(kQuit);
    co_await server.stream().close();
    co_return is_ok(*payload) ? Answer::ready() : not_mysql();
  }

  [[nodiscard]] Answer judge(const Step& ending) const {
    if (const auto* refused = std::get_if<Refused>(&ending)) {
      return judge(Stage::auth, refused->error);
    }
    if (const auto* unable = std::get_if<Unable>(&ending)) {
      return options_.names_user ? Answer::rejected(Stage::auth, unable->words, unable->advice)
                                 : Answer::ready();
    }
    return not_mysql();
  }

  [[nodiscard]] Answer judge(Stage stage, const ServerError& error) const {
    const auto* refusal = std::ranges::find(kRefusals, error.code, &Refusal::code);
    if (refusal == kRefusals.end()) {
      return Answer::pending(stage, error.words).by_server();
    }
    if (refusal->of_account && !options_.names_user) {
      return Answer::ready();
    }
    return Answer::rejected(stage, error.words, std::string(refusal->advice)).by_server();
  }

  Options options_;
  Answer broke_off_;
  Clock::time_point ask_again_{};
};

}  // namespace
}  // namespace aweigh::mysql

namespace aweigh {

Result<std::unique_ptr<Probe>> make_mysql_probe(const Target& target) {
  auto options = mysql::read_options(target);
  if (!options) {
    return error_of(options);
  }
  return std::make_unique<mysql::MysqlProbe>(std::move(*options));
}

}  // namespace aweigh

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/secret.h"
#include "mysql/packets.h"

namespace aweigh::mysql {

/// The account that logs in.
struct Account {
  std::string user;
  Secret password;       ///< may be empty
  std::string database;  ///< empty: none
};

/// The most that a server may be told about the password.
enum class Disclosure {
  proof,       ///< answers to its challenges
  sealed,      ///< also the password, encrypted with the RSA key that it sends
  tunnelled,   ///< also the password, to a plugin that wants it through TLS alone
  clear_text,  ///< also the password itself
};

/// One step of a login: we send this, and the server answers …
struct Send {
  std::string payload;
};
/// … or we wait, because the server has more to say …
struct Wait {};
/// … or the login is over: the server let us in,
struct Welcome {};
/// … said no,
struct Refused {
  ServerError error;
};
/// … asked for something that we cannot or must not do,
struct Unable {
  std::string words;
  std::string advice;
};
/// … or is no MySQL.
struct NotMysql {};

using Step = std::variant<Send, Wait, Welcome, Refused, Unable, NotMysql>;

/// A login as a state machine: payloads in, steps out (MySQL's source documentation, "Connection
/// Phase").
class Login {
 public:
  Login(Account account, const Greeting& greeting);

  /// To be sent where the connection is to go over to TLS, before begin().
  [[nodiscard]] std::string ask_for_tls();

  [[nodiscard]] Step begin(Disclosure most);

  /// Takes the server's next packet.
  [[nodiscard]] Step next(std::string_view payload);

 private:
  Step change_plugin(const AuthSwitch& request);
  Step go_on(std::string_view more);
  [[nodiscard]] Step send_password();

  Account account_;
  std::uint32_t capabilities_;
  std::string plugin_;  ///< the one in use
  std::string challenge_;
  Disclosure most_ = Disclosure::proof;
  bool changed_ = false;    ///< the plugin; a server may ask for that once
  bool wants_key_ = false;  ///< the server has been asked for its RSA key
};

}  // namespace aweigh::mysql

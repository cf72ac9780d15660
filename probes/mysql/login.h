#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/secret.h"
#include "probes/mysql/packets.h"

namespace aweigh::mysql {

/// Who logs in.
struct Account {
  std::string user;
  Secret password;       ///< may be empty
  std::string database;  ///< empty: none
};

/// What comes next in a login: send this, and the server answers …
struct Send {
  std::string payload;
};
/// … or it has more to say anyway …
struct Wait {};
/// … or it is over: the server let us in,
struct Welcome {};
/// … said no,
struct Refused {
  ServerError error;
};
/// … wants what we cannot or will not do,
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

  /// `is_private`: nobody can read along, so a password may be sent.
  [[nodiscard]] Step begin(bool is_private);

  /// `payload` is what the server said.
  [[nodiscard]] Step next(std::string_view payload);

 private:
  Step change_plugin(const AuthSwitch& request);
  Step go_on(std::string_view more);

  Account account_;
  std::uint32_t capabilities_;
  std::string plugin_;  ///< the one in use
  std::string challenge_;
  bool is_private_ = false;
  bool changed_ = false;  ///< which a server may ask for once
};

}  // namespace aweigh::mysql

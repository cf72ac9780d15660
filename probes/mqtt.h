#pragma once

#include <string>
#include <string_view>

#include "base/secret.h"
#include "probes/answer.h"

namespace aweigh::mqtt {

/// Who connects. A broker ends the connection of whoever has the same identifier.
struct Client {
  std::string identifier;  ///< of letters and digits, at most 23: no broker may refuse it
  std::string user;        ///< empty: none
  Secret password;         ///< empty: none
};

/// A CONNECT packet of MQTT 3.1.1 (section 3.1), for a session that is not kept.
std::string connect_packet(const Client& client);

/// What follows the length in a CONNACK packet: of MQTT 3.1.1 (section 3.2), or of a broker that
/// speaks MQTT 5 alone. At least two bytes.
Answer judge(std::string_view connack);

}  // namespace aweigh::mqtt

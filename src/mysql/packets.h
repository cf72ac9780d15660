#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The packets of MySQL's client/server protocol that a login needs, as bytes: no input or output.
/// Sources: MySQL's source documentation, "Client/Server Protocol" (dev.mysql.com/doc/dev/
/// mysql-server, page_protocol_*), and MariaDB's "Client/Server Protocol" where it says other.
namespace aweigh::mysql {

/// The longest packet before the first query holds an RSA key. A server that announces more than
/// this speaks another protocol.
constexpr std::size_t kPacketLimit = 1U << 16U;

/// What client and server tell each other that they can (page "Capabilities Flags").
enum Capability : std::uint32_t {
  kLongPassword = 1U << 0,
  kConnectWithDatabase = 1U << 3,
  kProtocol41 = 1U << 9,
  kTls = 1U << 11,
  kSecureConnection = 1U << 15,
  kPluginAuth = 1U << 19,
};

struct Packet {
  std::uint8_t sequence = 0;  ///< the answer has the next number
  std::string payload;
};

/// Cuts what arrives into packets.
class PacketReader {
 public:
  void feed(std::string_view bytes) { bytes_ += bytes; }

  /// The next packet; nullopt: it has not arrived as a whole, or is too long.
  std::optional<Packet> next();

  [[nodiscard]] bool too_long() const { return too_long_; }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }

 private:
  std::string bytes_;
  bool too_long_ = false;
};

/// The bytes of a packet; ours are short.
std::string to_bytes(const Packet& packet);

/// The server's first packet, Protocol::HandshakeV10.
struct Greeting {
  std::uint32_t capabilities = 0;
  std::string challenge;  ///< 20 bytes
  std::string plugin;     ///< the server's default; empty: it has no plugins
};
std::optional<Greeting> parse_greeting(std::string_view payload);

/// ERR_Packet. It may also be the first packet of all: no greeting, but "Too many connections".
struct ServerError {
  int code = 0;
  std::string words;
};
std::optional<ServerError> parse_error(std::string_view payload);

/// AuthSwitchRequest: the account wants another plugin than the one that was tried.
struct AuthSwitch {
  std::string plugin;
  std::string challenge;
};
std::optional<AuthSwitch> parse_auth_switch(std::string_view payload);

/// AuthMoreData: the plugin's own data.
std::optional<std::string_view> parse_auth_more_data(std::string_view payload);

bool is_ok(std::string_view payload);

/// EOF_Packet, the end of the columns or of the rows. A row that begins with the same byte has at
/// least the 9 bytes of a length.
bool is_end(std::string_view payload);

/// Protocol::SSLRequest, after which both sides go over to TLS. `capabilities` are those of the
/// login that follows.
std::string tls_request(std::uint32_t capabilities);

/// Protocol::HandshakeResponse41; `capabilities` say whether there are a database and a plugin.
struct LoginRequest {
  std::uint32_t capabilities = 0;
  std::string user;
  std::string proof;  ///< the plugin's answer to the challenge, at most 255 bytes
  std::string database;
  std::string plugin;
};
std::string login_request(const LoginRequest& request);

// Commands (page "Command Phase").
constexpr std::string_view kQuit = "\x01";
constexpr std::string_view kQuery = "\x03";
constexpr std::string_view kPing = "\x0e";

}  // namespace aweigh::mysql

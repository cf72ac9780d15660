#include "mysql/login.h"

#include <utility>

#include "mysql/auth.h"

namespace aweigh::mysql {
namespace {

constexpr std::string_view kNative = "mysql_native_password";
constexpr std::string_view kCachingSha2 = "caching_sha2_password";

// The bytes that caching_sha2_password sends after the first proof, and our request to it.
constexpr std::string_view kKnown = "\x03";    // the password is in the server's cache: OK follows
constexpr std::string_view kUnknown = "\x04";  // the password itself is needed
constexpr std::string_view kWantKey = "\x02";

/// Our capabilities, less those that the server lacks.
std::uint32_t in_common(const Greeting& greeting, const Account& account) {
  std::uint32_t ours = kLongPassword | kProtocol41 | kSecureConnection | kPluginAuth;
  if (!account.database.empty()) {
    ours |= kConnectWithDatabase;
  }
  return ours & greeting.capabilities;
}

/// What to do where a server asks for more than it may be told.
const char* advice_on(Disclosure most) {
  return most == Disclosure::sealed
             ? "add #tls=require to the target"
             : "add #tls=verify to the target, or #ca=FILE for an authority of your own; "
               "#trust-server sends the password all the same";
}

}  // namespace

Login::Login(Account account, const Greeting& greeting)
    : account_(std::move(account)),
      capabilities_(in_common(greeting, account_)),
      // A first try: the server names the plugin of this account in its reply.
      plugin_(greeting.plugin == kCachingSha2 ? kCachingSha2 : kNative),
      challenge_(greeting.challenge) {}

std::string Login::ask_for_tls() {
  capabilities_ |= kTls;
  return tls_request(capabilities_);
}

Step Login::begin(Disclosure most) {
  // Where there is no password there is nothing to hide.
  most_ = account_.password.empty() ? Disclosure::clear_text : most;
  return Send{
      login_request({.capabilities = capabilities_,
                     .user = account_.user,
                     .proof = find_auth_plugin(plugin_)->prove(account_.password, challenge_),
                     .database = account_.database,
                     .plugin = plugin_})};
}

Step Login::next(std::string_view payload) {
  if (is_ok(payload)) {
    return Welcome{};
  }
  if (auto error = parse_error(payload)) {
    return Refused{std::move(*error)};
  }
  if (auto request = parse_auth_switch(payload); request && !changed_) {
    changed_ = true;
    return change_plugin(*request);
  }
  if (const auto more = parse_auth_more_data(payload); more && plugin_ == kCachingSha2) {
    return go_on(*more);
  }
  return NotMysql{};
}

Step Login::change_plugin(const AuthSwitch& request) {
  const AuthPlugin* plugin = find_auth_plugin(request.plugin);
  if (plugin == nullptr) {
    return Unable{"the account wants the authentication plugin " + request.plugin,
                  "take an account with one of " + known_auth_plugins()};
  }
  if (plugin->in_clear && most_ != Disclosure::clear_text) {
    return Unable{"the account wants the password in clear text", advice_on(most_)};
  }
  if (request.challenge.size() < plugin->challenge_length) {
    return NotMysql{};
  }
  plugin_ = plugin->name;
  challenge_ = request.challenge.substr(0, plugin->challenge_length);
  return Send{plugin->prove(account_.password, challenge_)};
}

/// MySQL's source documentation, "Caching_sha2_password information".
Step Login::go_on(std::string_view more) {
  if (more == kKnown) {
    return Wait{};
  }
  if (more == kUnknown) {
    return send_password();
  }
  if (!std::exchange(wants_key_, false)) {
    return NotMysql{};
  }
  auto sealed = encrypt_password(account_.password, challenge_, std::string(more));
  if (!sealed) {
    return NotMysql{};
  }
  return Send{std::move(*sealed)};
}

Step Login::send_password() {
  switch (most_) {
    case Disclosure::tunnelled:
    case Disclosure::clear_text:
      return Send{clear_text(account_.password)};
    case Disclosure::sealed:
      wants_key_ = true;
      return Send{std::string(kWantKey)};
    default:
      return Unable{"the server wants the password itself, and there is no TLS to carry it",
                    advice_on(most_)};
  }
}

}  // namespace aweigh::mysql

#include "mysql/options.h"

#include <algorithm>
#include <array>

#include "net/tls_settings.h"
#include "text/case.h"

namespace aweigh::mysql {
namespace {

/// The user that the server's log names where the target names none.
constexpr const char* kNobody = "aweigh";

struct TlsMode {
  std::string_view name;
  TlsUse use;
  bool verified;
};
constexpr std::array kTlsModes = {
    TlsMode{"off", TlsUse::never, false},
    TlsMode{"prefer", TlsUse::if_offered, false},
    TlsMode{"require", TlsUse::always, false},
    TlsMode{"verify", TlsUse::always, true},
};

Result<TlsMode> read_tls_mode(const Target& target) {
  const bool has_authority = target.option("ca") != nullptr;
  std::string name = has_authority ? "verify" : "prefer";
  if (const std::string* asked = target.option("tls")) {
    name = *asked;
  }
  const auto* mode = std::ranges::find(kTlsModes, name, &TlsMode::name);
  if (mode == kTlsModes.end()) {
    return fail(ExitCode::usage, "tls= is one of off, prefer, require and verify");
  }
  if (mode->verified && target.option("insecure") != nullptr) {
    return fail(ExitCode::usage, "insecure contradicts ca= and tls=verify");
  }
  if (!mode->verified && has_authority) {
    return fail(ExitCode::usage, "ca= is of use with tls=verify only");
  }
  return *mode;
}

/// A mode that verifies nothing must not ask for certificate authorities.
Result<TlsSettings> settings_for(const TlsMode& mode, Target target) {
  if (!mode.verified) {
    target.options.push_back({"insecure", Secret()});
  }
  return read_tls_settings(target);
}

/// A URL that an application shares with us may hold settings of its client library. We ignore
/// them, but for a wish for TLS: it must not be lost, and each library has its own name for it.
bool asks_for_tls(const Parameter& parameter) {
  const std::string name = lower(parameter.name);
  return name.find("ssl") != std::string::npos || name.find("tls") != std::string::npos;
}

}  // namespace

Result<Options> read_options(const Target& target) {
  if (!target.user && !target.password.empty()) {
    return fail(ExitCode::usage, "a password needs a user: mysql://user:password@host:3306");
  }
  if (std::ranges::any_of(target.query, asks_for_tls)) {
    return fail(ExitCode::usage, "say in its options how to use TLS: #tls=require or #tls=verify");
  }
  const std::string* socket = target.option("unix-socket");
  if (socket != nullptr && !socket->starts_with('/')) {
    return fail(ExitCode::usage, "unix-socket= is an absolute path");
  }
  const auto mode = read_tls_mode(target);
  if (!mode) {
    return error_of(mode);
  }
  auto settings = settings_for(*mode, target);
  if (!settings) {
    return error_of(settings);
  }
  Options options{.where = target.hosts.front(),
                  .socket = socket == nullptr ? "" : *socket,
                  .tls = mode->use,
                  .tls_settings = std::move(*settings),
                  .trusts_server = mode->verified || socket != nullptr ||
                                   target.option("trust-server") != nullptr,
                  .names_user = target.user.has_value(),
                  .account = {target.user.value_or(kNobody), target.password, {}}};
  if (options.names_user) {
    options.account.database = target.path.reveal();
  }
  if (socket != nullptr && options.tls == TlsUse::if_offered) {
    options.tls = TlsUse::never;  // a Unix socket cannot be listened in on
  }
  return options;
}

}  // namespace aweigh::mysql

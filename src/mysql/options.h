#pragma once

#include "base/result.h"
#include "mysql/login.h"
#include "net/tls.h"
#include "target/target.h"

namespace aweigh::mysql {

/// Whether to go over to TLS.
enum class TlsUse {
  never,
  if_offered,  ///< unverified: it keeps out listeners, but no impostor, who offers none
  always,
};

/// The target's words on how to reach its server.
struct Options {
  HostPort where;
  std::string socket;  ///< a Unix socket's path, instead of `where`; empty: none
  TlsUse tls = TlsUse::if_offered;
  TlsSettings tls_settings;
  bool trusts_server = false;  ///< it is the one that is meant: the password may be sent to it
  bool names_user = false;
  Account account;  ///< if the target names no user, a user that should not exist
};

Result<Options> read_options(const Target& target);

}  // namespace aweigh::mysql

#pragma once

#include "base/result.h"
#include "net/tls.h"
#include "probes/mysql/login.h"
#include "target/target.h"

namespace aweigh::mysql {

/// Whether to go over to TLS.
enum class TlsUse {
  never,
  if_offered,  ///< the certificate is not looked at: it keeps out who only listens
  always,
};

/// What a target says of how to reach its server.
struct Options {
  HostPort where;
  std::string socket;  ///< a Unix socket's path, instead of `where`; empty: none
  TlsUse tls = TlsUse::if_offered;
  TlsSettings tls_settings;
  bool names_user = false;
  Account account;  ///< if no user is named, one that is not meant to exist
};

Result<Options> read_options(const Target& target);

}  // namespace aweigh::mysql

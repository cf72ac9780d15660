#pragma once

#include "net/attempt.h"
#include "probes/answer.h"
#include "probes/ldap/messages.h"

namespace aweigh::ldap {

/// What a result means for the target that asks.
struct Asker {
  bool is_anonymous = false;
  bool has_base = false;  ///< it asks for an entry, not only whether the server serves
};

/// Judges the result of a bind, a search or a StartTLS at `stage`.
Answer judge(const LdapResult& result, Stage stage, Asker asker);

}  // namespace aweigh::ldap

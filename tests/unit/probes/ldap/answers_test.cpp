#include "probes/ldap/answers.h"

#include <doctest/doctest.h>

namespace aweigh::ldap {
namespace {

constexpr Asker kUser = {.is_anonymous = false, .has_base = true};
constexpr Asker kNobody = {.is_anonymous = true, .has_base = false};
constexpr Asker kNobodyWithBase = {.is_anonymous = true, .has_base = true};

TEST_CASE("results of LDAP operations") {
  struct Case {
    LdapResult result;
    Asker asker;
    Verdict verdict;
    const char* words;
  };
  const Case cases[] = {
      {{0, ""}, kUser, Verdict::ready, ""},
      {{0, ""}, kNobody, Verdict::ready, ""},
      {{1, ""}, kUser, Verdict::pending, "operationsError (1)"},
      {{2, "unsupported extended operation"},
       kUser,
       Verdict::rejected,
       "protocolError (2): unsupported extended operation"},
      {{7, ""}, kUser, Verdict::rejected, "authMethodNotSupported (7)"},
      {{10, ""}, kUser, Verdict::pending, "referral (10)"},
      {{13, ""}, kUser, Verdict::rejected, "confidentialityRequired (13)"},
      {{13, ""}, kNobody, Verdict::rejected, "confidentialityRequired (13)"},
      {{32, ""}, kUser, Verdict::pending, "noSuchObject (32)"},
      {{32, ""}, kNobodyWithBase, Verdict::pending, "noSuchObject (32)"},
      {{34, "invalid DN"}, kUser, Verdict::rejected, "invalidDNSyntax (34): invalid DN"},
      {{49, ""}, kUser, Verdict::rejected, "invalidCredentials (49)"},
      {{51, ""}, kNobody, Verdict::pending, "busy (51)"},
      {{52, ""}, kNobody, Verdict::pending, "unavailable (52)"},
      {{80, ""}, kUser, Verdict::pending, "other (80)"},
      {{120, ""}, kUser, Verdict::pending, "result code 120"},
      {{8, ""}, kUser, Verdict::rejected, "strongerAuthRequired (8)"},
      {{8, ""}, kNobody, Verdict::ready, ""},
      {{8, ""}, kNobodyWithBase, Verdict::rejected, "strongerAuthRequired (8)"},
      {{48, ""}, kUser, Verdict::rejected, "inappropriateAuthentication (48)"},
      {{48, ""}, kNobody, Verdict::ready, ""},
      {{50, ""}, kUser, Verdict::rejected, "insufficientAccessRights (50)"},
      {{50, ""}, kNobody, Verdict::ready, ""},
      {{53, ""}, kUser, Verdict::pending, "unwillingToPerform (53)"},
      {{53, ""}, kNobody, Verdict::ready, ""},
      {{53, ""}, kNobodyWithBase, Verdict::rejected, "unwillingToPerform (53)"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.result.code);
    CAPTURE(c.asker.is_anonymous);
    const Answer answer = judge(c.result, Stage::query, c.asker);
    CHECK(answer.verdict == c.verdict);
    CHECK(answer.words == c.words);
    CHECK(answer.said_no == (c.verdict != Verdict::ready));
  }
}

TEST_CASE("a server that is not willing to begin TLS is not ready for nobody either") {
  CHECK(judge({53, ""}, Stage::tls, kNobody).verdict == Verdict::pending);
  CHECK(judge({2, ""}, Stage::tls, kNobody).verdict == Verdict::rejected);
}

TEST_CASE("long words of an LDAP server are cut") {
  CHECK(judge({49, std::string(5000, 'x')}, Stage::auth, kUser).words.size() < 300);
}

}  // namespace
}  // namespace aweigh::ldap

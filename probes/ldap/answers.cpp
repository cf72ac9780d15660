// Judges the results of LDAP operations, by a table of their codes.

#include "probes/ldap/answers.h"

#include <algorithm>
#include <array>

namespace aweigh::ldap {
namespace {

constexpr std::uint32_t kSuccess = 0;
constexpr std::size_t kLongestWords = 200;

constexpr const char* kUseTls = "use ldaps, or the option starttls";
constexpr const char* kNameUser = "name a user: ldap://DN:password@host/BASE";

struct Row {
  std::uint32_t code;
  const char* name;
  Verdict verdict;
  const char* advice = "";
  bool wants_user = false;  ///< so a server refuses those who do not log in
};

/// RFC 4511, appendix A.2. The codes that are not here are pending, too.
constexpr std::array kCodes = {
    Row{1, "operationsError", Verdict::pending},
    Row{2, "protocolError", Verdict::rejected, "does the server know this operation?"},
    Row{7, "authMethodNotSupported", Verdict::rejected, "it takes no simple bind"},
    Row{8, "strongerAuthRequired", Verdict::rejected, kUseTls, true},
    Row{10, "referral", Verdict::pending},
    Row{13, "confidentialityRequired", Verdict::rejected, kUseTls},
    Row{32, "noSuchObject", Verdict::pending},  // it is yet to be loaded
    Row{34, "invalidDNSyntax", Verdict::rejected, "write a DN, percent-encoded"},
    Row{48, "inappropriateAuthentication", Verdict::rejected, "this user has no password", true},
    Row{49, "invalidCredentials", Verdict::rejected,
        "check the user (a DN, percent-encoded) and the password of this target"},
    Row{50, "insufficientAccessRights", Verdict::rejected, "let this user read the entry", true},
    Row{51, "busy", Verdict::pending},
    Row{52, "unavailable", Verdict::pending},
    Row{53, "unwillingToPerform", Verdict::pending, "", true},  // restricted, for a while
    Row{80, "other", Verdict::pending},
};

std::string words_of(const LdapResult& result, const char* name) {
  const std::string code = std::to_string(result.code);
  std::string words = name == nullptr ? "result code " + code : name + (" (" + code + ")");
  if (!result.words.empty()) {
    words += ": " + result.words.substr(0, kLongestWords);
  }
  return words;
}

}  // namespace

Answer judge(const LdapResult& result, Stage stage, Asker asker) {
  if (result.code == kSuccess) {
    return Answer::ready();
  }
  const auto* row = std::ranges::find(kCodes, result.code, &Row::code);
  if (row == kCodes.end()) {
    return Answer::pending(stage, words_of(result, nullptr)).by_server();
  }
  const std::string words = words_of(result, row->name);
  if (asker.is_anonymous && row->wants_user && stage != Stage::tls) {
    // A server that asks who we are serves those whom it knows.
    return asker.has_base ? Answer::rejected(stage, words, kNameUser).by_server() : Answer::ready();
  }
  return Answer{.verdict = row->verdict, .stage = stage, .words = words, .advice = row->advice}
      .by_server();
}

}  // namespace aweigh::ldap

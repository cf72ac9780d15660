#pragma once

// A reply of SMTP's: three digits and a text, in one line or several. Source: RFC 5321 §4.2.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "probes/answer.h"

namespace aweigh::smtp {

/// One line of a reply.
struct ReplyLine {
  int code = 0;          ///< 200 to 599
  bool is_last = false;  ///< a blank follows the code, and no dash
  std::string_view text;
};

/// nullopt: it is no line of a reply.
std::optional<ReplyLine> parse_reply_line(std::string_view line);

struct Reply {
  int code = 0;
  std::vector<std::string> lines;  ///< without the code; at least one
};

/// Whether a reply to EHLO has this keyword and, if `parameter` is not empty, this parameter behind
/// it (§4.1.1.1), in any case.
bool offers(const Reply& reply, std::string_view keyword, std::string_view parameter = {});

/// Judges a reply that is not the one that was wanted: 4yz is "not now" (§4.2.1), and so is 421,
/// which may come at any time; 5yz is no. nullopt: it is neither, and out of place.
std::optional<Answer> judge(const Reply& reply, Stage stage);

/// What people are told of the refusal of a login. A server may quote what we `sent`.
Answer judge_login(Answer refusal, const Secret& sent);

}  // namespace aweigh::smtp

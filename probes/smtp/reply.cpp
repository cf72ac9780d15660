#include "probes/smtp/reply.h"

#include <algorithm>

#include "text/case.h"
#include "text/number.h"
#include "text/split.h"

namespace aweigh::smtp {
namespace {

constexpr std::size_t kMostWords = 200;

/// "554 5.7.1 No service", all lines in one.
std::string words_of(const Reply& reply) {
  std::string words = std::to_string(reply.code);
  for (const std::string& line : reply.lines) {
    words += (line.empty() ? "" : " ") + line;
  }
  words.resize(std::min(words.size(), kMostWords));
  return words;
}

}  // namespace

std::optional<ReplyLine> parse_reply_line(std::string_view line) {
  constexpr std::size_t kDigits = 3;
  const auto code = parse_whole(line.substr(0, kDigits), 200, 599);
  const char behind = line.size() > kDigits ? line[kDigits] : ' ';
  if (!code || line.size() < kDigits || (behind != ' ' && behind != '-')) {
    return std::nullopt;
  }
  return ReplyLine{*code, behind == ' ', line.substr(std::min(line.size(), kDigits + 1))};
}

bool offers(const Reply& reply, std::string_view keyword, std::string_view parameter) {
  // The first line is the server's greeting.
  return std::any_of(reply.lines.begin() + 1, reply.lines.end(), [&](std::string_view line) {
    const auto words = split(line, ' ');
    return same_in_any_case(words.front(), keyword) &&
           (parameter.empty() ||
            std::any_of(words.begin() + 1, words.end(),
                        [&](std::string_view word) { return same_in_any_case(word, parameter); }));
  });
}

std::optional<Answer> judge(const Reply& reply, Stage stage) {
  switch (reply.code / 100) {
    case 4:
      return Answer::pending(stage, words_of(reply)).by_server();
    case 5:
      return Answer::rejected(stage, words_of(reply)).by_server();
    default:
      return std::nullopt;
  }
}

Answer judge_login(Answer refusal, const Secret& sent) {
  if (!refusal.said_no) {
    return refusal;
  }
  if (refusal.words.find(sent.reveal()) != std::string::npos) {
    refusal.words.resize(refusal.words.find(' '));  // the code
  }
  if (refusal.verdict == Verdict::rejected) {
    refusal.advice = "check user and password of this target";
  }
  return refusal;
}

}  // namespace aweigh::smtp

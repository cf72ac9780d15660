#include "probes/redis/key.h"

#include "text/split.h"

namespace aweigh::redis {

Result<KeyDemand> KeyDemand::read(std::string_view text) {
  const auto [name, value] = cut(text, '=');
  if (name.empty() || (value.empty() && name.size() < text.size())) {
    return fail(ExitCode::usage,
                "its option expect-key is written expect-key=NAME or expect-key=NAME=VALUE");
  }
  KeyDemand demand;
  demand.name_ = name;
  demand.value_ = Secret(std::string(value));
  return demand;
}

/// GETRANGE bounds what is sent, whatever the key holds: its ends are both included, so that a text
/// that goes on is told from the wanted one.
std::vector<std::string> KeyDemand::command() const {
  if (value_.empty()) {
    return {"EXISTS", name_};
  }
  return {"GETRANGE", name_, "0", std::to_string(value_.reveal().size())};
}

std::optional<Answer> KeyDemand::judge(std::string_view reply) const {
  if (reply == (value_.empty() ? "1" : value_.reveal())) {
    return std::nullopt;
  }
  const bool is_missing = reply.empty() || value_.empty();
  return Answer::pending(Stage::query, is_missing
                                           ? "the key that expect-key= names is not there"
                                           : "the key holds another text than expect-key= asks for")
      .by_server();
}

}  // namespace aweigh::redis

#include <algorithm>
#include <array>
#include <asio/ip/address.hpp>

#include "net/lookup.h"
#include "probes/makers.h"
#include "target/url.h"

namespace aweigh {
namespace {

struct TypeName {
  std::string_view name;
  RecordType type;
};
constexpr std::array kTypes = {TypeName{"A", RecordType::a}, TypeName{"AAAA", RecordType::aaaa},
                               TypeName{"SRV", RecordType::srv}};

/// Ready when a name has a record of the wanted type.
class DnsProbe : public Probe {
 public:
  explicit DnsProbe(Question question) : question_(std::move(question)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    attempt.stage = Stage::dns;
    const auto found = co_await look_up(question_);
    if (found) {
      co_return Answer::ready();
    }
    Answer answer = Answer::pending(Stage::dns, found.error().words);
    co_return found.error().no_such_name ? std::move(answer).by_server() : answer;
  }

 private:
  Question question_;
};

bool is_address(const std::string& text) {
  std::error_code error;
  asio::ip::make_address(text, error);
  return !error;
}

/// `10.0.0.10`, `10.0.0.10:5353`, `fd00::10` or `[fd00::10]:5353`: c-ares' own spellings.
bool is_server(const std::string& text) {
  if (is_address(text)) {
    return true;
  }
  const std::string host = text.substr(0, text.rfind(':'));
  if (host.size() == text.size() || !parse_port(text.substr(host.size() + 1))) {
    return false;
  }
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  return bracketed ? is_address(host.substr(1, host.size() - 2))
                   : is_address(host) && host.find(':') == std::string::npos;
}

Result<Question> read_question(const Target& target) {
  Question question;
  question.name = target.hosts.front().host;
  if (is_address(question.name)) {
    return fail(ExitCode::usage, "it is an address already, there is nothing to look up");
  }
  if (const std::string* type = target.option("type")) {
    const auto* row = std::ranges::find(kTypes, *type, &TypeName::name);
    if (row == kTypes.end()) {
      return fail(ExitCode::usage, "its option type is A, AAAA or SRV");
    }
    question.type = row->type;
  }
  if (const std::string* server = target.option("server")) {
    if (!is_server(*server)) {
      return fail(ExitCode::usage,
                  "its option server is an address: server=10.0.0.10, server=[fd00::10]:5353");
    }
    question.server = *server;
  }
  return question;
}

}  // namespace

Result<std::unique_ptr<Probe>> make_dns_probe(const Target& target) {
  auto question = read_question(target);
  if (!question) {
    return error_of(question);
  }
  return std::make_unique<DnsProbe>(std::move(*question));
}

}  // namespace aweigh

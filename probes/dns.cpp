// dns://: a name that has a record, or a certain one.
// net/lookup.h asks; judge() compares.

#include "probes/dns.h"

#include <algorithm>
#include <array>
#include <asio/ip/address.hpp>
#include <iterator>
#include <optional>
#include <ranges>

#include "probes/makers.h"
#include "target/url.h"
#include "text/case.h"

namespace aweigh::dns {
namespace {

struct TypeName {
  std::string_view name;
  RecordType type;
};
constexpr std::array kTypes = {
    TypeName{"A", RecordType::a},         TypeName{"AAAA", RecordType::aaaa},
    TypeName{"CNAME", RecordType::cname}, TypeName{"MX", RecordType::mx},
    TypeName{"NS", RecordType::ns},       TypeName{"SRV", RecordType::srv},
    TypeName{"TXT", RecordType::txt}};

constexpr std::size_t kMostShown = 3;

bool is_of_addresses(RecordType type) {
  return type == RecordType::address || type == RecordType::a || type == RecordType::aaaa;
}

std::optional<asio::ip::address> parse_address(std::string_view text) {
  std::error_code error;
  const auto address = asio::ip::make_address(text, error);
  return error ? std::nullopt : std::optional(address);
}

/// A name that is followed by a dot is the same, and complete.
bool is_same_name(std::string_view name, std::string_view other) {
  const auto bare = [](std::string_view text) {
    return text.substr(0, text.size() - (text.ends_with('.') ? 1 : 0));
  };
  return same_in_any_case(bare(name), bare(other));
}

bool is_value(std::string_view value, RecordType type, std::string_view wanted) {
  return type == RecordType::txt ? value == wanted : is_same_name(value, wanted);
}

/// "10.0.0.1, 10.0.0.2"; of many the first.
std::string shown(const Records& records) {
  std::vector<std::string> all = records.values;
  std::ranges::transform(records.addresses, std::back_inserter(all),
                         [](const auto& address) { return address.to_string(); });
  std::string text;
  for (const std::string& record : all | std::views::take(kMostShown)) {
    text += (text.empty() ? "" : ", ") + record;
  }
  return all.size() > kMostShown ? text + ", …" : text;
}

/// Ready when a name has a record of the wanted type, and value.
class DnsProbe : public Probe {
 public:
  DnsProbe(Question question, std::string wanted)
      : question_(std::move(question)), wanted_(std::move(wanted)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    attempt.stage = Stage::dns;
    const auto found = co_await look_up(question_);
    if (found) {
      co_return judge(*found, question_.type, wanted_);
    }
    co_return answer_of(found.error());
  }

 private:
  Question question_;
  std::string wanted_;  // empty: any
};

/// `10.0.0.10`, `10.0.0.10:5353`, `fd00::10` or `[fd00::10]:5353`: c-ares' own spellings.
bool is_server(const std::string& text) {
  if (parse_address(text)) {
    return true;
  }
  const std::string host = text.substr(0, text.rfind(':'));
  if (host.size() == text.size() || !parse_port(text.substr(host.size() + 1))) {
    return false;
  }
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  return bracketed ? parse_address(host.substr(1, host.size() - 2)).has_value()
                   : parse_address(host) && host.find(':') == std::string::npos;
}

Result<Question> read_question(const Target& target) {
  Question question;
  question.name = target.hosts.front().host;
  if (parse_address(question.name)) {
    return fail(ExitCode::usage, "it is an address already, there is nothing to look up");
  }
  if (const std::string* type = target.option("type")) {
    const auto* row = std::ranges::find(kTypes, *type, &TypeName::name);
    if (row == kTypes.end()) {
      return fail(ExitCode::usage, "its option type is A, AAAA, CNAME, MX, NS, SRV or TXT");
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

/// The option expect; empty: it is not there.
Result<std::string> read_wanted(const Target& target, RecordType type) {
  const std::string* wanted = target.option("expect");
  if (wanted == nullptr) {
    return "";
  }
  if (is_of_addresses(type)) {
    const auto address = parse_address(*wanted);
    if (!address || (type == RecordType::a && !address->is_v4()) ||
        (type == RecordType::aaaa && !address->is_v6())) {
      return fail(ExitCode::usage,
                  "its option expect is an address of that type; for a name or a text say "
                  "type=CNAME, MX, NS, SRV or TXT");
    }
  }
  return *wanted;
}

}  // namespace

Answer judge(const Records& records, RecordType type, std::string_view wanted) {
  const bool found =
      wanted.empty() ||
      (is_of_addresses(type) ? std::ranges::count(records.addresses, parse_address(wanted)) > 0
                             : std::ranges::any_of(records.values, [&](const std::string& value) {
                                 return is_value(value, type, wanted);
                               }));
  if (found) {
    return Answer::ready();
  }
  return Answer::pending(Stage::dns, "expect= asks for another record than " + shown(records))
      .by_server();
}

Answer answer_of(const LookupFailure& failure) {
  Answer answer = Answer::pending(Stage::dns, failure.words);
  return failure.no_such_name ? std::move(answer).by_server() : answer;
}

}  // namespace aweigh::dns

namespace aweigh {

Result<std::unique_ptr<Probe>> make_dns_probe(const Target& target) {
  auto question = dns::read_question(target);
  if (!question) {
    return error_of(question);
  }
  auto wanted = dns::read_wanted(target, question->type);
  if (!wanted) {
    return error_of(wanted);
  }
  return std::make_unique<dns::DnsProbe>(std::move(*question), std::move(*wanted));
}

}  // namespace aweigh

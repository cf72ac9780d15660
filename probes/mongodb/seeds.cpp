// From the name of a mongodb+srv:// target to the hosts, by DNS. The probe asks them.

#include "probes/mongodb/seeds.h"

#include <algorithm>
#include <array>

#include "probes/dns.h"
#include "text/case.h"
#include "text/percent.h"
#include "text/split.h"

namespace aweigh::mongodb {
namespace {

constexpr std::array<std::string_view, 2> kDefaults = {"authSource", "replicaSet"};

bool says(const Target& target, std::string_view word) {
  return std::ranges::any_of(target.query, [&](const Parameter& parameter) {
    return same_in_any_case(parameter.name, word);
  });
}

std::string_view without_dot(std::string_view name) {
  return name.substr(0, name.size() - (name.ends_with('.') ? 1 : 0));
}

/// What the hosts of a name must end with: it without its first label, or all of it if that would
/// leave less than two.
std::string domain_of(std::string_view name) {
  name = without_dot(name);
  return '.' + std::string(std::ranges::count(name, '.') < 2 ? name : cut(name, '.').second);
}

Answer refused(std::string words) {
  return Answer::rejected(Stage::dns, std::move(words), "drivers of MongoDB refuse it, too");
}

asio::awaitable<tl::expected<Records, LookupFailure>> look_up_all(std::string name,
                                                                  RecordType type) {
  Question question{.name = std::move(name) + '.', .type = type};
  co_return co_await look_up(std::move(question));
}

}  // namespace

Seeded read_seeded(Target target) {
  Seeded seeded = {.target = std::move(target), .service = "mongodb"};
  std::erase_if(seeded.target.query, [&](const Parameter& parameter) {
    const bool is_service = same_in_any_case(parameter.name, "srvServiceName");
    if (is_service) {
      seeded.service = parameter.value.reveal();
    }
    // One of the hosts is enough, so it does not matter of how many a driver makes its choice.
    return is_service || same_in_any_case(parameter.name, "srvMaxHosts");
  });
  if (!says(seeded.target, "tls") && !says(seeded.target, "ssl")) {
    seeded.target.query.push_back({"tls", Secret("true")});
  }
  return seeded;
}

asio::awaitable<tl::expected<Target, Answer>> find_seeds(Seeded seeded, Attempt& attempt) {
  attempt.stage = Stage::dns;
  const std::string name(without_dot(seeded.target.hosts.front().host));
  const std::string service = "_" + seeded.service + "._tcp." + name;
  const auto srv = co_await look_up_all(service, RecordType::srv);
  if (!srv) {
    Answer answer = dns::answer_of(srv.error());
    answer.words.insert(0, "SRV records of " + service + ": ");
    co_return tl::make_unexpected(std::move(answer));
  }
  const auto txt = co_await look_up_all(name, RecordType::txt);
  if (!txt && !txt.error().no_such_name) {
    Answer answer = dns::answer_of(txt.error());
    answer.words.insert(0, "TXT record of " + name + ": ");
    co_return tl::make_unexpected(std::move(answer));
  }
  auto failure = take_hosts(seeded.target, *srv);
  if (!failure && txt) {
    failure = take_defaults(seeded.target, *txt);
  }
  if (failure) {
    co_return tl::make_unexpected(*std::move(failure));
  }
  co_return std::move(seeded.target);
}

std::optional<Answer> take_hosts(Target& target, const Records& srv) {
  const std::string domain = domain_of(target.hosts.front().host);
  std::vector<HostPort> hosts;
  for (std::size_t at = 0; at < srv.values.size(); ++at) {
    const std::string host(without_dot(srv.values[at]));
    if (!lower(host).ends_with(lower(domain))) {
      return refused("an SRV record leads to " + host + ", which is not below " + domain.substr(1));
    }
    hosts.push_back({host, srv.ports.at(at)});
  }
  target.hosts = std::move(hosts);
  return std::nullopt;
}

std::optional<Answer> take_defaults(Target& target, const Records& txt) {
  if (txt.values.size() > 1) {
    return refused("the name has several TXT records, and may have one");
  }
  std::vector<Parameter> added;
  for (const std::string_view word : split(txt.values.front(), '&')) {
    const auto [name, text] = cut(word, '=');
    auto value = percent_decode(text);
    const bool is_default = std::ranges::any_of(
        kDefaults, [name](std::string_view known) { return same_in_any_case(name, known); });
    if (!is_default || !value) {
      return refused("its TXT record is more than authSource=DB&replicaSet=NAME");
    }
    if (!says(target, name)) {
      added.push_back({std::string(name), Secret(*std::move(value))});
    }
  }
  std::ranges::move(added, std::back_inserter(target.query));
  return std::nullopt;
}

}  // namespace aweigh::mongodb

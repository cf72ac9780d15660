#include "net/resolve.h"

#include <algorithm>

#include "net/lookup.h"

namespace aweigh {
namespace {

using Addresses = std::vector<asio::ip::address>;

/// RFC 8305 §4: the families take turns, so that one broken family costs one head start only.
Addresses interleave(const Addresses& found) {
  Addresses v6;
  Addresses v4;
  std::ranges::copy_if(found, std::back_inserter(v6), &asio::ip::address::is_v6);
  std::ranges::copy_if(found, std::back_inserter(v4), &asio::ip::address::is_v4);
  Addresses mixed;
  for (std::size_t at = 0; at < std::max(v6.size(), v4.size()); ++at) {
    if (at < v6.size()) {
      mixed.push_back(v6[at]);
    }
    if (at < v4.size()) {
      mixed.push_back(v4[at]);
    }
  }
  return mixed;
}

}  // namespace

asio::awaitable<tl::expected<Addresses, std::string>> resolve(std::string host) {
  std::error_code not_numeric;
  const auto address = asio::ip::make_address(host, not_numeric);
  if (!not_numeric) {
    co_return Addresses{address};
  }
  Question question;
  question.name = std::move(host);
  auto found = co_await look_up(std::move(question));
  if (!found) {
    co_return tl::make_unexpected(std::move(found.error().words));
  }
  co_return interleave(found->addresses);
}

}  // namespace aweigh

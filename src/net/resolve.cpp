#include "net/resolve.h"

#include <algorithm>
#include <asio/this_coro.hpp>
#include <map>

#include "net/lookup.h"
#include "net/service_of.h"

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

/// The addresses that were found on one loop: a name that several targets share, and whose server
/// is not there yet, need not be asked for at each attempt.
class KnownNames : public asio::execution_context::service {
 public:
  using key_type = KnownNames;
  static asio::execution_context::id id;

  using service::service;

  /// Null: none, or older than `keep`.
  [[nodiscard]] const Addresses* find(const std::string& host, Duration keep) const {
    const auto known = known_.find(host);
    return known == known_.end() || Clock::now() - known->second.found >= keep
               ? nullptr
               : &known->second.addresses;
  }

  void keep(const std::string& host, const Addresses& addresses) {
    known_.insert_or_assign(host, Known{Clock::now(), addresses});
  }

 private:
  struct Known {
    Clock::time_point found;
    Addresses addresses;
  };

  void shutdown() noexcept override {}

  std::map<std::string, Known> known_;
};

asio::execution_context::id KnownNames::id;

}  // namespace

asio::awaitable<tl::expected<Addresses, std::string>> resolve(std::string host, Duration keep) {
  std::error_code not_numeric;
  const auto address = asio::ip::make_address(host, not_numeric);
  if (!not_numeric) {
    co_return Addresses{address};
  }
  auto& names = service_of<KnownNames>(co_await asio::this_coro::executor);
  if (const Addresses* known = names.find(host, keep)) {
    co_return *known;
  }
  Question question{.name = host};
  auto found = co_await look_up(std::move(question));
  if (!found) {
    co_return tl::make_unexpected(std::move(found.error().words));
  }
  Addresses addresses = interleave(found->addresses);
  names.keep(host, addresses);
  co_return addresses;
}

}  // namespace aweigh

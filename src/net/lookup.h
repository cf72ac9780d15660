#pragma once

#include <asio/awaitable.hpp>
#include <asio/ip/address.hpp>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace aweigh {

/// Which records of a name are wanted; `address` is A or AAAA, as getaddrinfo(3) finds them.
enum class RecordType { address, a, aaaa, cname, mx, ns, srv, txt };

struct Question {
  std::string name;
  RecordType type = RecordType::address;
  /// "10.0.0.10", "[fd00::10]:5353": the name server to ask, in place of /etc/hosts and those of
  /// resolv.conf. Empty: these are asked.
  std::string server = {};
};

/// The records of a name.
struct Records {
  std::vector<asio::ip::address> addresses = {};
  /// The names that CNAME, MX, NS and SRV records lead to, the texts of TXT records.
  std::vector<std::string> values = {};
  std::vector<std::uint16_t> ports = {};  ///< of SRV records: one for each value

  [[nodiscard]] bool empty() const { return addresses.empty() && values.empty(); }
};

struct LookupFailure {
  std::string words;  ///< c-ares' own
  /// A name server said that there is no such name, or that it has no such records; not that it
  /// has failed, nor that it was silent.
  bool no_such_name = false;
};

/// Looks up through c-ares: /etc/hosts (for addresses), then DNS, search domains and ndots as
/// resolv.conf says. The result is not empty, and is not cached. Cancelling the caller
/// ends the lookup at once.
asio::awaitable<tl::expected<Records, LookupFailure>> look_up(Question question);

}  // namespace aweigh

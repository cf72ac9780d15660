// Names and their records, through c-ares on our event loop.
// resolve() asks for addresses to connect to, the probe of dns:// for records.

#include "net/lookup.h"

#include <algorithm>
#include <ares.h>
#include <array>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <netdb.h>
#include <netinet/in.h>
#include <string_view>

#include "base/owned.h"
#include "base/time.h"
#include "net/dns_channel.h"

namespace aweigh {
namespace {

constexpr auto kResolutionDelay = std::chrono::milliseconds(50);  // RFC 8305 §3

/// Takes `info` over.
Records records_of(ares_addrinfo* info) {
  const Owned<ares_addrinfo, ares_freeaddrinfo> owner(info);
  Records records;
  for (const auto* node = info == nullptr ? nullptr : info->nodes; node != nullptr;
       node = node->ai_next) {
    if (node->ai_family == AF_INET) {
      const auto* v4 = reinterpret_cast<const sockaddr_in*>(node->ai_addr);
      records.addresses.emplace_back(asio::ip::address_v4(ntohl(v4->sin_addr.s_addr)));
    } else if (node->ai_family == AF_INET6) {
      const auto* v6 = reinterpret_cast<const sockaddr_in6*>(node->ai_addr);
      asio::ip::address_v6::bytes_type bytes;
      std::ranges::copy(v6->sin6_addr.s6_addr, bytes.begin());
      records.addresses.emplace_back(asio::ip::address_v6(bytes, v6->sin6_scope_id));
    }
  }
  return records;
}

/// A kind of records that are no addresses, and where they say what counts.
struct ValueRow {
  RecordType type;
  ares_dns_rec_type_t wire_type;
  ares_dns_rr_key_t value;
};
constexpr std::array kValueRows = {
    ValueRow{RecordType::cname, ARES_REC_TYPE_CNAME, ARES_RR_CNAME_CNAME},
    ValueRow{RecordType::mx, ARES_REC_TYPE_MX, ARES_RR_MX_EXCHANGE},
    ValueRow{RecordType::ns, ARES_REC_TYPE_NS, ARES_RR_NS_NSDNAME},
    ValueRow{RecordType::srv, ARES_REC_TYPE_SRV, ARES_RR_SRV_TARGET},
    ValueRow{RecordType::txt, ARES_REC_TYPE_TXT, ARES_RR_TXT_DATA},
};

/// RFC 2782, RFC 7505: the root as a target says that there is decidedly no such service.
bool is_denial(const ValueRow& row, std::string_view value) {
  return row.type != RecordType::txt && value.empty();
}

/// The strings of a TXT record are one text (RFC 7208 §3.3).
std::string value_of(const ares_dns_rr_t* record, const ValueRow& row) {
  if (row.type != RecordType::txt) {
    return ares_dns_rr_get_str(record, row.value);
  }
  std::size_t size = 0;
  const auto* text = reinterpret_cast<const char*>(ares_dns_rr_get_bin(record, row.value, &size));
  return text == nullptr ? std::string() : std::string(text, size);
}

Records records_of(const ares_dns_record_t* reply, const ValueRow& row) {
  Records records;
  for (std::size_t at = 0; at < ares_dns_record_rr_cnt(reply, ARES_SECTION_ANSWER); ++at) {
    const ares_dns_rr_t* record = ares_dns_record_rr_get_const(reply, ARES_SECTION_ANSWER, at);
    if (ares_dns_rr_get_type(record) != row.wire_type) {
      continue;  // a CNAME on the way to it
    }
    if (std::string value = value_of(record, row); !is_denial(row, value)) {
      records.values.push_back(std::move(value));
      if (row.type == RecordType::srv) {
        records.ports.push_back(ares_dns_rr_get_u16(record, ARES_RR_SRV_PORT));
      }
    }
  }
  return records;
}

/// One lookup with a channel of its own.
class Lookup {
 public:
  explicit Lookup(const asio::any_io_executor& loop)
      : done_(loop, Clock::time_point::max()), channel_(loop) {}

  asio::awaitable<tl::expected<Records, LookupFailure>> run(Question question) {
    if (const int status = channel_.open(question.server); status != ARES_SUCCESS) {
      co_return tl::make_unexpected(LookupFailure{ares_strerror(status)});
    }
    ask(question);
    channel_.arm_timer();
    while (unanswered_ > 0 && Clock::now() < done_.expiry()) {
      std::error_code woken;
      co_await done_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
    if (found_.empty()) {
      co_return tl::make_unexpected(std::move(failure_));
    }
    co_return std::move(found_);
  }

 private:
  void ask(const Question& question) {
    switch (question.type) {
      case RecordType::address:
        // Both families in one question: of hosts and DNS, and of the names that a search list
        // makes, one must answer for both. But some name servers drop the query for AAAA, and
        // c-ares would wait for seconds: hence the second question.
        unanswered_ = 2;
        ask_addresses<AF_UNSPEC>(question.name);
        ask_addresses<AF_INET>(question.name);
        break;
      case RecordType::a:
        ask_addresses<AF_INET>(question.name);
        break;
      case RecordType::aaaa:
        ask_addresses<AF_INET6>(question.name);
        break;
      default:
        row_ = std::ranges::find(kValueRows, question.type, &ValueRow::type);
        ask_values(question.name);
    }
  }

  template <int family>
  void ask_addresses(const std::string& name) {
    ares_addrinfo_hints hints{};
    hints.ai_family = family;
    hints.ai_socktype = SOCK_STREAM;
    ares_getaddrinfo(
        channel_.get(), name.c_str(), nullptr, &hints,
        [](void* data, int status, int, ares_addrinfo* info) noexcept {
          auto* self = static_cast<Lookup*>(data);
          self->channel_.callbacks().run(
              [&] { self->take(status, records_of(info), family == AF_UNSPEC); });
        },
        this);
  }

  void ask_values(const std::string& name) {
    ares_dns_record_t* query = nullptr;
    int status =
        ares_dns_record_create(&query, 0, ARES_FLAG_RD, ARES_OPCODE_QUERY, ARES_RCODE_NOERROR);
    const Owned<ares_dns_record_t, ares_dns_record_destroy> owner(query);
    if (status == ARES_SUCCESS) {
      status = ares_dns_record_query_add(query, name.c_str(), row_->wire_type, ARES_CLASS_IN);
    }
    if (status != ARES_SUCCESS) {
      return take(status, {}, true);
    }
    ares_search_dnsrec(
        channel_.get(), query,
        [](void* data, ares_status_t result, std::size_t, const ares_dns_record_t* reply) noexcept {
          auto* self = static_cast<Lookup*>(data);
          self->channel_.callbacks().run(
              [&] { self->take(static_cast<int>(result), records_of(reply, *self->row_), true); });
        },
        this);
  }

  /// `complete`: no other question can add to `records`. Incomplete ones wait for the rest, but not
  /// for long (RFC 8305 §3).
  void take(int status, Records records, bool complete) {
    if (status == ARES_EDESTRUCTION) {
      return;
    }
    --unanswered_;
    if (records.empty()) {
      note_failure(status == ARES_SUCCESS ? ARES_ENODATA : status);
    } else if (complete || found_.empty()) {
      found_ = std::move(records);
      unanswered_ = complete ? 0 : unanswered_;
    }
    if (unanswered_ == 0) {
      done_.cancel();
    } else if (!found_.empty()) {
      done_.expires_after(kResolutionDelay);  // also wakes run(), which goes on waiting
    }
  }

  /// Of two failures, one that leaves open whether the name exists tells more than a plain no.
  void note_failure(int status) {
    const bool no_such_name = status == ARES_ENOTFOUND || status == ARES_ENODATA;
    if (failure_.words.empty() || !no_such_name) {
      failure_ = {ares_strerror(status), no_such_name};
    }
  }

  const ValueRow* row_ = nullptr;  // where no addresses are asked for
  int unanswered_ = 1;             // questions
  Records found_;
  LookupFailure failure_;
  asio::steady_timer done_;  // when to go on with what has been found; cancelled when all is there
  DnsChannel channel_;       // destroyed first: it calls back
};

}  // namespace

asio::awaitable<tl::expected<Records, LookupFailure>> look_up(Question question) {
  Lookup lookup(co_await asio::this_coro::executor);
  co_return co_await lookup.run(std::move(question));
}

}  // namespace aweigh

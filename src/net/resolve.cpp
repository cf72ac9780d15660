#include "net/resolve.h"

#include <algorithm>
#include <ares.h>
#include <array>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <map>
#include <memory>
#include <netdb.h>

#include "base/time.h"

namespace aweigh {
namespace {

using Addresses = std::vector<asio::ip::address>;
using Outcome = tl::expected<Addresses, std::string>;

constexpr auto kResolutionDelay = std::chrono::milliseconds(50);  // RFC 8305 §3

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

void add_addresses(const ares_addrinfo& info, Addresses& into) {
  for (const ares_addrinfo_node* node = info.nodes; node != nullptr; node = node->ai_next) {
    if (node->ai_family == AF_INET) {
      const auto* v4 = reinterpret_cast<const sockaddr_in*>(node->ai_addr);
      into.emplace_back(asio::ip::address_v4(ntohl(v4->sin_addr.s_addr)));
    } else if (node->ai_family == AF_INET6) {
      const auto* v6 = reinterpret_cast<const sockaddr_in6*>(node->ai_addr);
      asio::ip::address_v6::bytes_type bytes;
      std::ranges::copy(v6->sin6_addr.s6_addr, bytes.begin());
      into.emplace_back(asio::ip::address_v6(bytes, v6->sin6_scope_id));
    }
  }
}

/// One lookup with a c-ares channel of its own, so that resolv.conf and hosts are read anew each
/// time and that destroying the lookup ends it. c-ares owns the sockets; we tell it when they are
/// ready.
class Lookup {
 public:
  explicit Lookup(asio::any_io_executor loop)
      : loop_(std::move(loop)), timer_(loop_), done_(loop_, Clock::time_point::max()) {}
  Lookup(const Lookup&) = delete;
  Lookup& operator=(const Lookup&) = delete;
  ~Lookup() {
    *alive_ = false;
    if (channel_ != nullptr) {
      ares_destroy(channel_);
    }
  }

  asio::awaitable<Outcome> run(std::string host) {
    ares_options options{};
    options.sock_state_cb = [](void* self, ares_socket_t fd, int readable, int writable) {
      static_cast<Lookup*>(self)->watch(fd, readable != 0, writable != 0);
    };
    options.sock_state_cb_data = this;
    options.qcache_max_ttl = 0;  // c-ares would keep an NXDOMAIN for up to an hour
    if (const int status =
            ares_init_options(&channel_, &options, ARES_OPT_SOCK_STATE_CB | ARES_OPT_QUERY_CACHE);
        status != ARES_SUCCESS) {
      co_return tl::make_unexpected(std::string(ares_strerror(status)));
    }
    for (const int family : {AF_INET6, AF_INET}) {
      ares_addrinfo_hints hints{};
      hints.ai_family = family;
      hints.ai_socktype = SOCK_STREAM;
      ares_getaddrinfo(
          channel_, host.c_str(), nullptr, &hints,
          [](void* self, int status, int, ares_addrinfo* info) {
            static_cast<Lookup*>(self)->take(status, info);
          },
          this);
    }
    rearm_timer();
    while (unanswered_ > 0 && Clock::now() < done_.expiry()) {
      std::error_code woken;
      co_await done_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
    if (found_.empty()) {
      co_return tl::make_unexpected(error_);
    }
    co_return interleave(found_);
  }

 private:
  struct Watch {
    asio::posix::stream_descriptor descriptor;
    std::array<bool, 2> wanted{};     // by c-ares, for reading and for writing
    std::array<bool, 2> under_way{};  // waits of ours
  };

  void watch(ares_socket_t fd, bool readable, bool writable) {
    auto watched = watches_.find(fd);
    if (!readable && !writable) {  // c-ares is about to close it
      if (watched != watches_.end()) {
        watched->second->descriptor.release();
        watches_.erase(watched);
      }
      return;
    }
    if (watched == watches_.end()) {
      watched =
          watches_
              .emplace(fd,
                       std::make_shared<Watch>(Watch{asio::posix::stream_descriptor(loop_, fd)}))
              .first;
    }
    watched->second->wanted = {readable, writable};
    wait(fd, watched->second);
  }

  void wait(ares_socket_t fd, const std::shared_ptr<Watch>& watch) {
    for (const bool write : {false, true}) {
      if (!watch->wanted[write] || watch->under_way[write]) {
        continue;
      }
      watch->under_way[write] = true;
      watch->descriptor.async_wait(write ? asio::posix::descriptor_base::wait_write
                                         : asio::posix::descriptor_base::wait_read,
                                   [this, alive = alive_, fd, watch, write](std::error_code error) {
                                     watch->under_way[write] = false;
                                     if (*alive && !error) {
                                       process(fd, write, watch);
                                     }
                                   });
    }
  }

  void process(ares_socket_t fd, bool write, const std::shared_ptr<Watch>& watch) {
    ares_process_fd(channel_, write ? ARES_SOCKET_BAD : fd, write ? fd : ARES_SOCKET_BAD);
    rearm_timer();
    if (const auto still = watches_.find(fd); still != watches_.end() && still->second == watch) {
      wait(fd, watch);
    }
  }

  void rearm_timer() {
    timeval next{};
    if (unanswered_ == 0 || ares_timeout(channel_, nullptr, &next) == nullptr) {
      timer_.cancel();
      return;
    }
    timer_.expires_after(std::chrono::seconds(next.tv_sec) +
                         std::chrono::microseconds(next.tv_usec));
    timer_.async_wait([this, alive = alive_](std::error_code error) {
      if (*alive && !error) {
        ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
        rearm_timer();
      }
    });
  }

  /// One family's answer. What it found is not kept waiting for long by the other family, whose
  /// queries some name servers drop (RFC 8305 §3).
  void take(int status, ares_addrinfo* info) {
    const std::unique_ptr<ares_addrinfo, decltype(&ares_freeaddrinfo)> owner(info,
                                                                             &ares_freeaddrinfo);
    if (status == ARES_EDESTRUCTION) {
      return;
    }
    --unanswered_;
    if (info != nullptr) {
      add_addresses(*info, found_);
    }
    error_ = ares_strerror(status == ARES_SUCCESS ? ARES_ENODATA : status);
    if (unanswered_ == 0) {
      done_.cancel();
    } else if (!found_.empty()) {
      done_.expires_after(kResolutionDelay);  // also wakes run(), which goes on waiting
    }
  }

  asio::any_io_executor loop_;
  asio::steady_timer timer_;  // c-ares' own retries
  asio::steady_timer done_;   // when to go on with what has been found; cancelled when all is there
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // for handlers that come too late
  std::map<ares_socket_t, std::shared_ptr<Watch>> watches_;
  int unanswered_ = 2;  // families
  Addresses found_;
  std::string error_;  // of the last family that failed
  ares_channel_t* channel_ = nullptr;
};

}  // namespace

asio::awaitable<Outcome> resolve(std::string host) {
  std::error_code not_numeric;
  const auto address = asio::ip::make_address(host, not_numeric);
  if (!not_numeric) {
    co_return Addresses{address};
  }
  Lookup lookup(co_await asio::this_coro::executor);
  co_return co_await lookup.run(std::move(host));
}

}  // namespace aweigh

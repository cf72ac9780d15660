#include "net/dns_channel.h"

#include <ares.h>

namespace aweigh {

DnsChannel::DnsChannel(asio::any_io_executor loop) : loop_(std::move(loop)), timer_(loop_) {}

DnsChannel::~DnsChannel() {
  *alive_ = false;
  if (channel_ != nullptr) {
    ares_destroy(channel_);
  }
}

int DnsChannel::open(const std::string& server) {
  ares_options options{};
  int given = ARES_OPT_SOCK_STATE_CB | ARES_OPT_QUERY_CACHE;
  options.sock_state_cb = [](void* data, ares_socket_t fd, int readable, int writable) noexcept {
    auto* self = static_cast<DnsChannel*>(data);
    self->callbacks_.run([&] { self->watch(fd, readable != 0, writable != 0); });
  };
  options.sock_state_cb_data = this;
  options.qcache_max_ttl = 0;  // c-ares would keep an NXDOMAIN for up to an hour
  std::string dns_only = "b";
  if (!server.empty()) {
    options.lookups = dns_only.data();
    given |= ARES_OPT_LOOKUPS;
  }
  const int status = ares_init_options(&channel_, &options, given);
  return status != ARES_SUCCESS || server.empty() ? status
                                                  : ares_set_servers_csv(channel_, server.c_str());
}

void DnsChannel::arm_timer() {
  callbacks_.rethrow();
  timeval next{};
  if (ares_timeout(channel_, nullptr, &next) == nullptr) {  // nothing is under way
    timer_.cancel();
    return;
  }
  timer_.expires_after(std::chrono::seconds(next.tv_sec) + std::chrono::microseconds(next.tv_usec));
  timer_.async_wait([this, alive = alive_](std::error_code error) {
    if (*alive && !error) {
      ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
      arm_timer();
    }
  });
}

void DnsChannel::watch(int fd, bool readable, bool writable) {
  auto watched = watches_.find(fd);
  if (!readable && !writable) {  // c-ares is about to close it
    if (watched != watches_.end()) {
      watched->second->descriptor.release();
      watches_.erase(watched);
    }
    return;
  }
  if (watched == watches_.end()) {
    auto made = std::make_shared<Watch>(Watch{asio::posix::stream_descriptor(loop_, fd)});
    watched = watches_.emplace(fd, std::move(made)).first;
  }
  watched->second->wanted = {readable, writable};
  wait(fd, watched->second);
}

void DnsChannel::wait(int fd, const std::shared_ptr<Watch>& watch) {
  for (const bool write : {false, true}) {
    if (!watch->wanted[write] || watch->under_way[write]) {
      continue;
    }
    watch->under_way[write] = true;
    watch->descriptor.async_wait(
        write ? asio::posix::descriptor_base::wait_write : asio::posix::descriptor_base::wait_read,
        [this, alive = alive_, fd, watch, write](std::error_code error) {
          watch->under_way[write] = false;
          if (*alive && !error) {
            process(fd, write, watch);
          }
        });
  }
}

void DnsChannel::process(int fd, bool write, const std::shared_ptr<Watch>& watch) {
  ares_process_fd(channel_, write ? ARES_SOCKET_BAD : fd, write ? fd : ARES_SOCKET_BAD);
  arm_timer();
  if (const auto still = watches_.find(fd); still != watches_.end() && still->second == watch) {
    wait(fd, watch);
  }
}

}  // namespace aweigh

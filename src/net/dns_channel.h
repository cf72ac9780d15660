#pragma once

#include <array>
#include <asio/any_io_executor.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <string>

#include "base/kept_exception.h"

struct ares_channeldata;  // c-ares' ares_channel_t

namespace aweigh {

/// A channel of c-ares, driven by the event loop: c-ares owns the sockets, we tell it when they are
/// ready and when its time is up. resolv.conf and hosts are read anew for each channel, nothing is
/// cached, and destroying it ends its lookups: their callbacks get ARES_EDESTRUCTION.
class DnsChannel {
 public:
  explicit DnsChannel(asio::any_io_executor loop);
  DnsChannel(const DnsChannel&) = delete;
  DnsChannel& operator=(const DnsChannel&) = delete;
  ~DnsChannel();

  /// `server` ("10.0.0.10", "[fd00::10]:5353") is asked in place of those of resolv.conf, and of
  /// /etc/hosts; empty: none. Returns a status of c-ares.
  int open(const std::string& server);

  /// To be handed to c-ares once it is open.
  [[nodiscard]] ares_channeldata* get() const { return channel_; }

  /// To be called after a lookup was begun. Throws what a callback has kept.
  void arm_timer();

  /// Where the callbacks of c-ares do their work.
  KeptException& callbacks() { return callbacks_; }

 private:
  struct Watch {
    asio::posix::stream_descriptor descriptor;
    std::array<bool, 2> wanted{};     // by c-ares, for reading and for writing
    std::array<bool, 2> under_way{};  // waits of ours
  };

  void watch(int fd, bool readable, bool writable);
  void wait(int fd, const std::shared_ptr<Watch>& watch);
  void process(int fd, bool write, const std::shared_ptr<Watch>& watch);

  asio::any_io_executor loop_;
  asio::steady_timer timer_;                                    // c-ares' own retries
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // for handlers that come too late
  std::map<int, std::shared_ptr<Watch>> watches_;
  KeptException callbacks_;
  ares_channeldata* channel_ = nullptr;
};

}  // namespace aweigh

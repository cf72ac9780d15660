// Keeps a server from filling our memory through libpq; for Connection::glance().

#include "pg/intake.h"

#include <algorithm>
#include <linux/tcp.h>  // not netinet/tcp.h: glibc's has an older tcp_info
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace aweigh::pg {
namespace {

/// The bytes that have arrived (tcp(7)) less those that still wait in the kernel.
std::uint64_t taken_from(int socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  int waiting = 0;
  if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 ||
      ::ioctl(socket, FIONREAD, &waiting) != 0) {
    return 0;
  }
  const std::uint64_t received = info.tcpi_bytes_received;
  return received - std::min<std::uint64_t>(received, static_cast<std::uint64_t>(waiting));
}

}  // namespace

void Intake::begin() {
  at_begin_ = most_ == 0 ? 0 : taken_from(socket_);
}

bool Intake::is_too_much() const {
  return most_ != 0 && taken_from(socket_) > at_begin_ + most_;
}

}  // namespace aweigh::pg

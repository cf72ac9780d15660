#include "net/wait_fd.h"

#include <asio/posix/stream_descriptor.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

namespace aweigh {
namespace {

/// Binds a borrowed descriptor to the loop and lets go of it without closing it.
class BorrowedDescriptor {
 public:
  BorrowedDescriptor(const asio::any_io_executor& loop, int fd) : stream_(loop, fd) {}
  BorrowedDescriptor(const BorrowedDescriptor&) = delete;
  BorrowedDescriptor& operator=(const BorrowedDescriptor&) = delete;
  ~BorrowedDescriptor() { stream_.release(); }

  asio::posix::stream_descriptor& operator*() { return stream_; }

 private:
  asio::posix::stream_descriptor stream_;
};

}  // namespace

asio::awaitable<void> wait_fd(int fd, Readiness readiness) {
  BorrowedDescriptor descriptor(co_await asio::this_coro::executor, fd);
  co_await (*descriptor)
      .async_wait(readiness == Readiness::readable ? asio::posix::descriptor_base::wait_read
                                                   : asio::posix::descriptor_base::wait_write,
                  asio::use_awaitable);
}

}  // namespace aweigh

#include "net/stream.h"

#include <asio/error.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>

namespace aweigh {

struct Stream::Tls {};

Stream::Stream(Socket socket) : socket_(std::make_unique<Socket>(std::move(socket))) {}
Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&&) noexcept = default;
Stream::~Stream() = default;

asio::awaitable<std::size_t> Stream::read_some(asio::mutable_buffer into, std::error_code& error) {
  co_return co_await socket_->async_read_some(into,
                                              asio::redirect_error(asio::use_awaitable, error));
}

asio::awaitable<void> Stream::write(asio::const_buffer bytes, std::error_code& error) {
  co_await asio::async_write(*socket_, bytes, asio::redirect_error(asio::use_awaitable, error));
}

asio::awaitable<void> Stream::close() {
  co_return;
}

std::string words_of(const std::error_code& error) {
  return error == asio::error::eof ? "the server closed the connection" : error.message();
}

}  // namespace aweigh

// Calls over HTTP/2, by nghttp2: bytes in, bytes out. The probe moves them; reply.h judges.

#include "probes/grpc/channel.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <nghttp2/nghttp2.h>
#include <stdexcept>
#include <utility>

#include "base/owned.h"
#include "text/case.h"
#include "text/number.h"

namespace aweigh::grpc {
namespace {

constexpr std::size_t kMostReceived = 256 << 10;  // an honest server sends a few kB at most
constexpr std::size_t kMostBody = 64 << 10;
constexpr std::size_t kMostValue = 1 << 10;  // of a field
constexpr std::uint32_t kMostHeader = 16 << 10;

/// Of nghttp2's errors only one can come here: there is no memory.
void check(int error) {
  if (error == NGHTTP2_ERR_NOMEM) {
    throw std::bad_alloc();
  }
  if (error < 0) {
    throw std::logic_error(nghttp2_strerror(error));
  }
}

std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

/// `hidden`: no table of the connection, here or there, keeps it (RFC 7541 §7.1.3).
nghttp2_nv field(std::string_view name, std::string_view value, bool hidden = false) {
  // nghttp2 copies both, and does not write to them.
  const auto bytes = [](std::string_view text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
  };
  return {
      .name = bytes(name),
      .value = bytes(value),
      .namelen = name.size(),
      .valuelen = value.size(),
      .flags = static_cast<std::uint8_t>(hidden ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE)};
}

}  // namespace

/// What nghttp2 calls. No exception may pass through it.
struct Channel::Callbacks {
  template <class Work>
  static int guard(void* self, Work work) noexcept {
    auto& channel = *static_cast<Channel*>(self);
    int result = NGHTTP2_ERR_CALLBACK_FAILURE;
    channel.kept_.run([&] { result = work(channel); });
    return result;
  }

  static int header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                    std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                    std::uint8_t, void* self) noexcept {
    return guard(self, [&](Channel& channel) {
      if (frame->hd.stream_id == channel.stream_) {
        channel.take(text_of(name, name_size), text_of(value, value_size));
      }
      return 0;
    });
  }

  static int data(nghttp2_session*, std::uint8_t, std::int32_t, const std::uint8_t* bytes,
                  std::size_t size, void* self) noexcept {
    return guard(self, [&](Channel& channel) -> int {
      channel.reply_.body += text_of(bytes, size);
      return channel.reply_.body.size() <= kMostBody ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE;
    });
  }

  static int frame(nghttp2_session*, const nghttp2_frame* frame, void* self) noexcept {
    return guard(self, [&](Channel& channel) {
      if (frame->hd.type == NGHTTP2_GOAWAY) {
        channel.farewell_ = nghttp2_http2_strerror(frame->goaway.error_code);
      } else if (frame->hd.stream_id == channel.stream_ &&
                 (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) {
        channel.has_ended_ = true;
      }
      return 0;
    });
  }

  static int close(nghttp2_session*, std::int32_t stream, std::uint32_t error,
                   void* self) noexcept {
    return guard(self, [&](Channel& channel) {
      if (stream == channel.stream_) {
        channel.has_ended_ = true;
        channel.reply_.reset = error;
      }
      return 0;
    });
  }

  static nghttp2_ssize body(nghttp2_session*, std::int32_t, std::uint8_t* into, std::size_t room,
                            std::uint32_t* flags, nghttp2_data_source*, void* self) noexcept {
    auto& channel = *static_cast<Channel*>(self);
    const auto rest = std::string_view(channel.request_.body).substr(channel.body_sent_, room);
    std::memcpy(into, rest.data(), rest.size());
    channel.body_sent_ += rest.size();
    if (channel.body_sent_ == channel.request_.body.size()) {
      *flags |= NGHTTP2_DATA_FLAG_EOF;
    }
    return static_cast<nghttp2_ssize>(rest.size());
  }
};

Channel::Channel() {
  nghttp2_session_callbacks* made = nullptr;
  check(nghttp2_session_callbacks_new(&made));
  const Owned<nghttp2_session_callbacks, nghttp2_session_callbacks_del> callbacks(made);
  nghttp2_session_callbacks_set_on_header_callback(made, Callbacks::header);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(made, Callbacks::data);
  nghttp2_session_callbacks_set_on_frame_recv_callback(made, Callbacks::frame);
  nghttp2_session_callbacks_set_on_stream_close_callback(made, Callbacks::close);
  check(nghttp2_session_client_new(&session_, made, this));
  const std::array settings = {
      nghttp2_settings_entry{NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
      nghttp2_settings_entry{NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, kMostHeader},
  };
  check(nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings.data(), settings.size()));
}

Channel::~Channel() {
  nghttp2_session_del(session_);
}

void Channel::begin(Request request) {
  request_ = std::move(request);
  body_sent_ = 0;
  reply_ = {};
  has_ended_ = false;
  std::vector<nghttp2_nv> fields = {
      field(":method", "POST"),
      field(":scheme", request_.tls ? "https" : "http"),
      field(":path", request_.path),
      field(":authority", request_.authority),
      field("te", "trailers"),
      field("content-type", "application/grpc"),
      field("user-agent", "aweigh/" AWEIGH_VERSION),
  };
  for (http::Field& given : request_.metadata) {
    given.name = lower(given.name);  // RFC 9113 §8.2
    fields.push_back(field(given.name, given.value.reveal(), true));
  }
  const nghttp2_data_provider2 body = {.source = {.ptr = nullptr},
                                       .read_callback = Callbacks::body};
  stream_ = nghttp2_submit_request2(session_, nullptr, fields.data(), fields.size(), &body, this);
  check(stream_);
}

std::string Channel::to_send() {
  pack();
  return std::exchange(to_send_, {});
}

void Channel::pack() {
  const std::uint8_t* part = nullptr;
  nghttp2_ssize size = 0;
  do {
    to_send_ += text_of(part, static_cast<std::size_t>(size));
    size = nghttp2_session_mem_send2(session_, &part);
    kept_.rethrow();
    check(static_cast<int>(size));
  } while (size > 0);
}

bool Channel::feed(std::string_view bytes) {
  received_ += bytes.size();
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const nghttp2_ssize taken = nghttp2_session_mem_recv2(session_, data, bytes.size());
  kept_.rethrow();
  if (taken == NGHTTP2_ERR_NOMEM) {
    throw std::bad_alloc();
  }
  if (taken < 0 || received_ > kMostReceived) {
    return false;
  }
  // Upon a breach of the protocol nghttp2 takes its leave, and then wants to read no more.
  pack();
  return has_ended_ || nghttp2_session_want_read(session_) != 0;
}

void Channel::end() {
  check(nghttp2_session_terminate_session(session_, NGHTTP2_NO_ERROR));
}

void Channel::take(std::string_view name, std::string_view value) {
  value = value.substr(0, kMostValue);
  if (name == ":status") {
    reply_.http_status = parse_whole<int>(value).value_or(0);
  } else if (name == "content-type") {
    reply_.content_type = value;
  } else if (name == "grpc-status") {
    reply_.grpc_status = value;
  } else if (name == "grpc-message") {
    reply_.grpc_message = value;
  }
}

}  // namespace aweigh::grpc

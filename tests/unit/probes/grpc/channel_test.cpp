#include "probes/grpc/channel.h"

#include <doctest/doctest.h>
#include <initializer_list>
#include <nghttp2/nghttp2.h>

#include "contains.h"
#include "net/fields.h"

namespace aweigh::grpc {
namespace {

using namespace std::string_literals;

constexpr unsigned kData = 0;
constexpr unsigned kHeaders = 1;
constexpr unsigned kReset = 3;
constexpr unsigned kSettings = 4;
constexpr unsigned kPing = 6;
constexpr unsigned kGoaway = 7;
constexpr unsigned kEndStream = 1;
constexpr unsigned kEndHeaders = 4;

/// RFC 9113 §4.1.
std::string frame(unsigned type, unsigned flags, unsigned stream, const std::string& payload) {
  return big_endian(payload.size(), 3) + big_endian(type, 1) + big_endian(flags, 1) +
         big_endian(stream, 4) + payload;
}

/// Literal fields, never indexed, without Huffman's code (RFC 7541 §6.2.3).
std::string header(std::initializer_list<std::pair<const char*, std::string>> fields) {
  std::string block;
  for (const auto& [name, value] : fields) {
    const std::string text = name;
    block += '\x10' + big_endian(text.size(), 1) + text + big_endian(value.size(), 1) + value;
  }
  return block;
}

const std::string kHello = frame(kSettings, 0, 0, "");
const std::string kGood = frame(kHeaders, kEndHeaders, 1,
                                header({{":status", "200"}, {"content-type", "application/grpc"}}));
const std::string kTrailer =
    frame(kHeaders, kEndHeaders | kEndStream, 1, header({{"grpc-status", "0"}}));

Request request() {
  return {.authority = "db:1", .path = "/a.B/C", .body = "\0\0\0\0\0"s};
}

TEST_CASE("a call is sent at once, as gRPC wants it") {
  Channel channel;
  channel.begin(request());
  const std::string sent = channel.to_send();
  CHECK(sent.starts_with("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
  CHECK(sent.ends_with(frame(kData, kEndStream, 1, "\0\0\0\0\0"s)));
  CHECK(channel.to_send().empty());
}

TEST_CASE("a reply may come in pieces") {
  Channel channel;
  channel.begin(request());
  channel.to_send();
  const std::string all = kHello + kGood + frame(kData, 0, 1, "\0\0\0\0\x02"s) +
                          frame(kData, 0, 1, "\x08\x01") + kTrailer;
  for (std::size_t at = 0; at < all.size(); ++at) {
    CHECK_FALSE(channel.has_ended());
    REQUIRE(channel.feed(all.substr(at, 1)));
  }
  CHECK(channel.has_ended());
  CHECK(channel.reply().http_status == 200);
  CHECK(channel.reply().content_type == "application/grpc");
  CHECK(channel.reply().body == "\0\0\0\0\x02\x08\x01"s);
  CHECK(channel.reply().grpc_status == "0");
  CHECK(contains(channel.to_send(), frame(kSettings, 1, 0, "")));
  channel.end();
  CHECK(contains(channel.to_send(), frame(kGoaway, 0, 0, "\0\0\0\0\0\0\0\0"s)));
}

TEST_CASE("a reply may be a trailer alone, after interim ones") {
  Channel channel;
  channel.begin(request());
  channel.to_send();
  CHECK(channel.feed(
      kHello + frame(kHeaders, kEndHeaders, 1, header({{":status", "103"}})) +
      frame(kHeaders, kEndHeaders | kEndStream, 1,
            header({{":status", "200"}, {"grpc-status", "14"}, {"grpc-message", "no"}}))));
  CHECK(channel.has_ended());
  CHECK(channel.reply().http_status == 200);
  CHECK(channel.reply().grpc_status == "14");
  CHECK(channel.reply().grpc_message == "no");
}

TEST_CASE("a server may break a call off") {
  Channel channel;
  channel.begin(request());
  channel.to_send();
  CHECK(channel.feed(kHello + frame(kReset, 0, 1, big_endian(11, 4))));
  CHECK(channel.has_ended());
  CHECK(channel.reply().reset == 11);
  CHECK(channel.reply().http_status == 0);
}

TEST_CASE("a server that goes away may still answer a call, or not") {
  const auto goaway = [](unsigned last) {
    return frame(kGoaway, 0, 0, big_endian(last, 4) + big_endian(0, 4));
  };
  Channel answered;
  answered.begin(request());
  answered.to_send();
  CHECK(answered.feed(kHello + goaway(1)));
  CHECK_FALSE(answered.has_ended());
  CHECK(std::string(answered.farewell()) == "NO_ERROR");
  CHECK(answered.feed(kGood + kTrailer));
  CHECK(answered.has_ended());

  Channel refused;
  refused.begin(request());
  refused.to_send();
  CHECK(refused.feed(kHello + goaway(0)));
  CHECK(refused.has_ended());
  CHECK(refused.reply().reset == 7);
}

TEST_CASE("calls are made one after the other, and each has a reply of its own") {
  Channel channel;
  channel.begin(request());
  channel.to_send();
  REQUIRE(channel.feed(kHello + kGood + frame(kData, 0, 1, "one") + kTrailer));
  channel.to_send();
  Request next = request();
  next.body = "next";
  channel.begin(std::move(next));
  CHECK_FALSE(channel.has_ended());
  CHECK(channel.reply().body.empty());
  CHECK(channel.to_send().ends_with(frame(kData, kEndStream, 3, "next")));
  REQUIRE(channel.feed(frame(kHeaders, kEndHeaders | kEndStream, 3,
                             header({{":status", "200"}, {"grpc-status", "5"}}))));
  CHECK(channel.has_ended());
  CHECK(channel.reply().body.empty());
  CHECK(channel.reply().grpc_status == "5");
}

TEST_CASE("a call to a server that has gone away ends at once") {
  Channel channel;
  channel.begin(request());
  channel.to_send();
  REQUIRE(channel.feed(kHello + kGood + kTrailer +
                       frame(kGoaway, 0, 0, big_endian(1, 4) + big_endian(0, 4))));
  channel.begin(request());
  channel.to_send();
  CHECK(channel.has_ended());
  CHECK(channel.reply().reset.value_or(0) != 0);
}

TEST_CASE("what is no HTTP/2, or too much of it, is refused") {
  std::string large;
  for (int at = 0; at < 5; ++at) {
    large += frame(kData, 0, 1, std::string(14'000, 'x'));
  }
  for (const std::string& bytes : {
           "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"s,
           std::string(10'000, 'A'),
           frame(kPing, 0, 0, "12345678"),               // before the settings
           kHello + kGood + frame(kPing, 0, 0, "1234"),  // too short
           kHello + frame(kData, 0, 3, "of no call"),    //
           kHello + frame(kHeaders, kEndHeaders, 1, "\xff\xff\xff\xff\xff\xff"),
           kHello + kGood + large,
       }) {
    CAPTURE(bytes.substr(0, 40));
    Channel channel;
    channel.begin(request());
    channel.to_send();
    CHECK_FALSE(channel.feed(bytes));
  }
}

TEST_CASE("a server that says nothing but pings is cut off") {
  Channel channel;
  channel.begin(request());
  channel.to_send();
  REQUIRE(channel.feed(kHello));
  std::size_t pings = 0;
  while (channel.feed(frame(kPing, 0, 0, "12345678"))) {
    REQUIRE(++pings < 100'000);
    channel.to_send();
  }
}

/// The payload of the first frame of that type, in what a client sent.
std::string payload_of(unsigned type, const std::string& sent) {
  BigEndianFields fields(sent);
  fields.bytes(24);  // the preface, RFC 9113 §3.4
  while (fields.ok()) {
    const std::size_t size = fields.number(3);
    const bool found = fields.number(1) == type;
    fields.bytes(5);
    const std::string payload(fields.bytes(size));
    if (found) {
      return payload;
    }
  }
  return "";
}

/// "name: value" of each field; a `!` before those that no table keeps.
std::vector<std::string> fields_of(const std::string& block) {
  nghttp2_hd_inflater* inflater = nullptr;
  REQUIRE(nghttp2_hd_inflate_new(&inflater) == 0);
  std::vector<std::string> fields;
  std::string_view rest = block;
  int flags = 0;
  while ((flags & NGHTTP2_HD_INFLATE_FINAL) == 0) {
    nghttp2_nv field;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(rest.data());
    const auto used = nghttp2_hd_inflate_hd3(inflater, &field, &flags, bytes, rest.size(), 1);
    REQUIRE(used >= 0);
    rest.remove_prefix(static_cast<std::size_t>(used));
    if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0) {
      const std::string name(reinterpret_cast<char*>(field.name), field.namelen);
      const std::string value(reinterpret_cast<char*>(field.value), field.valuelen);
      fields.push_back(((field.flags & NGHTTP2_NV_FLAG_NO_INDEX) != 0 ? "!" : "") + name + ": " +
                       value);
    }
  }
  nghttp2_hd_inflate_del(inflater);
  return fields;
}

TEST_CASE("metadata goes in lower case, and into no table") {
  Request secret = request();
  secret.tls = true;
  secret.metadata.push_back({"X-Token", Secret("t")});
  Channel channel;
  channel.begin(std::move(secret));
  auto fields = fields_of(payload_of(kHeaders, channel.to_send()));
  REQUIRE(fields.size() == 8);
  CHECK(fields[6].starts_with("user-agent: aweigh/"));
  fields.erase(fields.begin() + 6);
  CHECK(fields == std::vector<std::string>{":method: POST", ":scheme: https", ":path: /a.B/C",
                                           ":authority: db:1", "te: trailers",
                                           "content-type: application/grpc", "!x-token: t"});
}

}  // namespace
}  // namespace aweigh::grpc

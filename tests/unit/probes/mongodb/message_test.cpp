#include "probes/mongodb/message.h"

#include <doctest/doctest.h>

namespace aweigh::mongodb {
namespace {

using namespace std::literals;

TEST_CASE("a command of MongoDB's is framed") {
  CHECK(message_of(7, "document") == "\x1d\0\0\0\x07\0\0\0\0\0\0\0\xdd\x07\0\0\0\0\0\0\0document"s);
}

TEST_CASE("the header of a reply of MongoDB's") {
  CHECK(length_behind("\x1d\0\0\0\x63\0\0\0\x07\0\0\0\xdd\x07\0\0"sv, 7) == 13);
  for (const std::string_view header : {
           ""sv,
           "\x1d\0\0\0\x63\0\0\0\x08\0\0\0\xdd\x07\0\0"sv,    // to another request
           "\x1d\0\0\0\x63\0\0\0\x07\0\0\0\x01\0\0\0"sv,      // OP_REPLY
           "\x10\0\0\0\x63\0\0\0\x07\0\0\0\xdd\x07\0\0"sv,    // nothing follows
           "\x01\0\x01\0\x63\0\0\0\x07\0\0\0\xdd\x07\0\0"sv,  // 64 kB and a byte
           "HTTP/1.1 400 Bad"sv,
       }) {
    CAPTURE(header);
    CHECK_FALSE(length_behind(header, 7));
  }
}

TEST_CASE("the document in a reply of MongoDB's") {
  CHECK(document_in("\0\0\0\0\0document"sv) == "document");
  CHECK(document_in("\x01\0\0\0\0documentsum!"sv) == "document");
  CHECK_FALSE(document_in("\0\0\0\0\x01sequence"sv));
  CHECK_FALSE(document_in("\x01\0\0\0\0sum"sv));
  CHECK_FALSE(document_in("\0\0\0"sv));
}

}  // namespace
}  // namespace aweigh::mongodb

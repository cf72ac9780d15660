#include "probes/redis/session.h"

#include <array>
#include <asio/buffer.hpp>
#include <hiredis/hiredis.h>

#include "base/owned.h"

namespace aweigh::redis {
namespace {

// The longest replies of ours are those of INFO replication: a line for each replica.
constexpr std::size_t kLongestReply = 64 << 10;
constexpr long long kMostItems = 64;

std::string format(const std::vector<std::string>& words) {
  std::vector<const char*> texts;
  std::vector<std::size_t> lengths;
  for (const std::string& word : words) {
    texts.push_back(word.data());
    lengths.push_back(word.size());
  }
  char* formatted = nullptr;
  const auto length = redisFormatCommandArgv(&formatted, static_cast<int>(words.size()),
                                             texts.data(), lengths.data());
  std::string text(formatted, static_cast<std::size_t>(length));
  redisFreeCommand(formatted);
  return text;
}

std::string text_of(const redisReply& reply) {
  if (reply.type == REDIS_REPLY_INTEGER) {
    return std::to_string(reply.integer);
  }
  return reply.str == nullptr ? "" : std::string(reply.str, reply.len);
}

tl::expected<Reply, Answer> read(redisReply* raw, Stage stage) {
  const Owned<redisReply, freeReplyObject> owner(raw);
  if (raw->type == REDIS_REPLY_ERROR) {
    return tl::make_unexpected(judge_error(stage, text_of(*raw)));
  }
  Reply reply{text_of(*raw), {}};
  for (std::size_t at = 0; at < raw->elements; ++at) {
    reply.items.push_back(text_of(*raw->element[at]));
  }
  return reply;
}

const redisReplyObjectFunctions& hiredis_functions() {
  static const redisReplyObjectFunctions functions = [] {
    const Owned<redisReader, redisReaderFree> reader(redisReaderCreate());
    return *reader->fn;
  }();
  return functions;
}

/// hiredis' own, but without arrays in arrays: no answer to us has one, and hiredis frees them by
/// recursion, as deep as a server likes.
redisReplyObjectFunctions* flat_functions() {
  static redisReplyObjectFunctions functions = [] {
    redisReplyObjectFunctions flat = hiredis_functions();
    flat.createArray = [](const redisReadTask* task, std::size_t size) noexcept -> void* {
      return task->parent == nullptr ? hiredis_functions().createArray(task, size) : nullptr;
    };
    return flat;
  }();
  return &functions;
}

}  // namespace

void Session::ReaderDeleter::operator()(redisReader* reader) const {
  redisReaderFree(reader);
}

Session::Session(Stream stream) : stream_(std::move(stream)), reader_(redisReaderCreate()) {
  reader_->maxelements = kMostItems;
  reader_->fn = flat_functions();
}

asio::awaitable<tl::expected<Reply, Answer>> Session::call(std::vector<std::string> command,
                                                           Stage stage) {
  broken_ = true;
  const std::string request = format(command);
  std::error_code error;
  co_await stream_.write(asio::buffer(request), error);
  // A server that refuses us says so unasked and hangs up: its words are read even where ours could
  // not be written.
  error.clear();
  std::size_t received = 0;
  while (!error) {
    void* parsed = nullptr;
    if (redisReaderGetReply(reader_.get(), &parsed) != REDIS_OK || received > kLongestReply) {
      co_return tl::make_unexpected(Answer::rejected(stage, "the answer is not Redis' protocol",
                                                     "is this the port of a Redis?"));
    }
    if (parsed != nullptr) {
      broken_ = false;
      co_return read(static_cast<redisReply*>(parsed), stage);
    }
    std::array<char, 512> bytes;
    const std::size_t count = co_await stream_.read_some(asio::buffer(bytes), error);
    redisReaderFeed(reader_.get(), bytes.data(), count);
    received += count;
    silent_ = silent_ && count == 0;
  }
  co_return tl::make_unexpected(Answer::of(failure_of(error, stage)));
}

}  // namespace aweigh::redis

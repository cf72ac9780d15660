#include <array>
#include <asio/buffer.hpp>
#include <charconv>
#include <hiredis/hiredis.h>
#include <optional>
#include <vector>

#include "net/connect.h"
#include "probes/probe.h"

namespace aweigh {
namespace {

/// A Redis reply of ours is a status or an error; anything longer than this is no Redis.
constexpr std::size_t kReplyLimit = 4096;

struct Reply {
  bool error = false;
  std::string text;  // "PONG", "LOADING Redis is loading the dataset in memory"
};

/// What became of one command: the server's reply, or in words why there is none.
struct NoReply {
  bool garbage = false;  // the other side speaks, but not RESP
  std::string words;
};

/// A command and the only answer that will do.
struct Question {
  std::vector<std::string> words;
  std::string answer;
};

struct ReaderDeleter {
  void operator()(redisReader* reader) const { redisReaderFree(reader); }
};

std::string command(const std::vector<std::string>& words) {
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

/// One connection; hiredis formats and parses, Asio moves the bytes.
class RedisConnection {
 public:
  explicit RedisConnection(Stream stream)
      : stream_(std::move(stream)), reader_(redisReaderCreate()) {}

  asio::awaitable<tl::expected<Reply, NoReply>> call(std::vector<std::string> words) {
    std::error_code error;
    const std::string request = command(words);
    co_await stream_.write(asio::buffer(request), error);
    std::size_t received = 0;
    while (!error) {
      void* parsed = nullptr;
      if (redisReaderGetReply(reader_.get(), &parsed) != REDIS_OK || received > kReplyLimit) {
        co_return tl::make_unexpected(NoReply{true, "the answer is not Redis' protocol"});
      }
      if (parsed != nullptr) {
        co_return to_reply(static_cast<redisReply*>(parsed));
      }
      std::array<char, 512> bytes;
      const std::size_t count = co_await stream_.read_some(asio::buffer(bytes), error);
      redisReaderFeed(reader_.get(), bytes.data(), count);
      received += count;
    }
    co_return tl::make_unexpected(NoReply{false, words_of(error)});
  }

 private:
  static Reply to_reply(redisReply* raw) {
    const std::unique_ptr<redisReply, decltype(&freeReplyObject)> owner(raw, &freeReplyObject);
    Reply reply{raw->type == REDIS_REPLY_ERROR, {}};
    if (raw->str != nullptr) {
      reply.text.assign(raw->str, raw->len);
    }
    return reply;
  }

  Stream stream_;
  std::unique_ptr<redisReader, ReaderDeleter> reader_;
};

/// What an error reply means, by its first word (Redis source, shared.* in server.c).
Answer judge(Stage stage, const std::string& error) {
  if (error.starts_with("ERR max number of clients")) {
    return Answer::pending(stage, error);
  }
  const std::string code = error.substr(0, error.find(' '));
  if (code == "WRONGPASS" || error.starts_with("ERR invalid password")) {
    return Answer::rejected(stage, error, "check the user and the password of this target");
  }
  if (code == "NOAUTH") {
    return Answer::rejected(stage, error,
                            "give the target a password: redis://:PASSWORD@host:6379");
  }
  if (code == "NOPERM") {
    return Answer::rejected(stage, error, "allow this user PING and SELECT: ACL SETUSER");
  }
  if (stage == Stage::auth && code == "ERR") {  // "called without any password configured"
    return Answer::rejected(stage, error, "check the user and the password of this target");
  }
  if (code == "ERR" || code == "DENIED") {
    return Answer::rejected(stage, error);
  }
  return Answer::pending(stage, error);  // LOADING, MASTERDOWN, BUSY …
}

/// PING on a connection that is kept between attempts, so that a server that loads for minutes sees
/// one client and not thousands.
class RedisProbe : public Probe {
 public:
  explicit RedisProbe(const Target& target) : where_(target.hosts.front()) {
    if (!target.password.empty()) {
      auth_ = {{"AUTH"}, "OK"};
      if (target.user) {
        auth_.words.push_back(*target.user);
      }
      auth_.words.push_back(target.password.reveal());
    }
    questions_.push_back({{"PING"}, "PONG"});
    if (!target.path.empty()) {
      questions_.push_back({{"SELECT", target.path.reveal()}, "OK"});
    }
  }

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    const bool kept = connection_.has_value();
    Answer answer = co_await ask_once(attempt);
    if (kept && !connection_) {  // the kept connection had died unnoticed: that says nothing of now
      answer = co_await ask_once(attempt);
    }
    co_return answer;
  }

 private:
  asio::awaitable<Answer> ask_once(Attempt& attempt) {
    // Taken out of the probe for the time of the attempt: a cancelled one leaves no half-read
    // answer.
    std::optional<RedisConnection> connection = std::exchange(connection_, std::nullopt);
    if (!connection) {
      auto stream = co_await connect_tcp(where_.host, where_.port, attempt);
      if (!stream) {
        co_return Answer::of(stream.error());
      }
      connection.emplace(std::move(*stream));
      attempt.stage = Stage::auth;
      if (!auth_.words.empty()) {
        auto reply = co_await connection->call(auth_.words);
        if (auto refused = refusal(Stage::auth, auth_, reply)) {
          co_return *refused;
        }
      }
    }
    attempt.stage = Stage::query;
    for (const Question& question : questions_) {
      auto reply = co_await connection->call(question.words);
      if (auto refused = refusal(Stage::query, question, reply)) {
        if (reply) {
          connection_ = std::move(connection);
        }
        co_return *refused;
      }
    }
    connection_ = std::move(connection);
    co_return Answer::ready();
  }

  static std::optional<Answer> refusal(Stage stage, const Question& question,
                                       const tl::expected<Reply, NoReply>& reply) {
    if (!reply) {
      return reply.error().garbage
                 ? Answer::rejected(stage, reply.error().words, "is this the port of a Redis?")
                 : Answer::pending(stage, reply.error().words);
    }
    if (reply->error) {
      return judge(stage, reply->text);
    }
    if (reply->text != question.answer) {
      return Answer::rejected(stage,
                              question.words.front() + " was not answered with " + question.answer,
                              "is this the port of a Redis?");
    }
    return std::nullopt;
  }

  HostPort where_;
  Question auth_;                    // AUTH [user] password, or no words
  std::vector<Question> questions_;  // asked in each attempt
  std::optional<RedisConnection> connection_;
};

}  // namespace

Result<std::unique_ptr<Probe>> make_redis_probe(const Target& target) {
  unsigned number = 0;
  const std::string& path = target.path.reveal();
  const char* end = path.data() + path.size();
  if (!path.empty() && std::from_chars(path.data(), end, number).ptr != end) {
    return fail(ExitCode::usage, "a Redis database is a number, as in redis://host:6379/0");
  }
  if (target.user && target.password.empty()) {
    return fail(ExitCode::usage, "a user needs a password: redis://user:password@host:6379");
  }
  if (!target.query.empty()) {
    return fail(ExitCode::usage, "redis takes no ?query");
  }
  return std::make_unique<RedisProbe>(target);
}

}  // namespace aweigh

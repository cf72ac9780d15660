#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct yyjson_mut_doc;
struct yyjson_mut_val;

namespace aweigh {

/// A JSON document that is being written; its root is an object. Texts are copied.
class Json {
 public:
  using Value = yyjson_mut_val*;  // owned by the document

  Json();

  [[nodiscard]] Value root() const { return root_; }
  void add(Value object, std::string_view key, std::string_view text) const;
  void add(Value object, std::string_view key, std::int64_t number) const;
  void add_raw(Value object, std::string_view key, std::string_view json) const;
  void add_flag(Value object, std::string_view key, bool flag) const;  // add() would take pointers
  void add_null(Value object, std::string_view key) const;
  [[nodiscard]] Value add_array(Value object, std::string_view key) const;
  [[nodiscard]] Value add_object(Value array) const;
  void add_text(Value array, std::string_view text) const;

  /// All on one line, without a newline, and without a raw character that a terminal obeys. A
  /// server's words, or a file's name, need not be UTF-8: '?' stands for what is not.
  [[nodiscard]] std::string text() const;

 private:
  struct Free {
    void operator()(yyjson_mut_doc* document) const;
  };

  std::unique_ptr<yyjson_mut_doc, Free> document_;
  Value root_;
};

}  // namespace aweigh

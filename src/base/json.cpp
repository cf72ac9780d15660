#include "base/json.h"

#include <cstdlib>
#include <yyjson.h>

#include "base/owned.h"
#include "text/printable.h"

namespace aweigh {
namespace {

yyjson_mut_val* text_in(yyjson_mut_doc* document, std::string_view text) {
  const char* const begin = text.data() == nullptr ? "" : text.data();  // which yyjson refuses
  return yyjson_mut_strncpy(document, begin, text.size());
}

}  // namespace

void Json::Free::operator()(yyjson_mut_doc* document) const {
  yyjson_mut_doc_free(document);
}

Json::Json() : document_(yyjson_mut_doc_new(nullptr)), root_(yyjson_mut_obj(document_.get())) {
  yyjson_mut_doc_set_root(document_.get(), root_);
}

void Json::add(Value object, std::string_view key, std::string_view text) const {
  yyjson_mut_obj_add(object, text_in(document_.get(), key), text_in(document_.get(), text));
}

void Json::add(Value object, std::string_view key, std::int64_t number) const {
  yyjson_mut_obj_add(object, text_in(document_.get(), key),
                     yyjson_mut_sint(document_.get(), number));
}

void Json::add_raw(Value object, std::string_view key, std::string_view json) const {
  yyjson_mut_obj_add(object, text_in(document_.get(), key),
                     yyjson_mut_rawncpy(document_.get(), json.data(), json.size()));
}

void Json::add_flag(Value object, std::string_view key, bool flag) const {
  yyjson_mut_obj_add(object, text_in(document_.get(), key), yyjson_mut_bool(document_.get(), flag));
}

void Json::add_null(Value object, std::string_view key) const {
  yyjson_mut_obj_add(object, text_in(document_.get(), key), yyjson_mut_null(document_.get()));
}

Json::Value Json::add_array(Value object, std::string_view key) const {
  Value array = yyjson_mut_arr(document_.get());
  yyjson_mut_obj_add(object, text_in(document_.get(), key), array);
  return array;
}

Json::Value Json::add_object(Value array) const {
  return yyjson_mut_arr_add_obj(document_.get(), array);
}

void Json::add_text(Value array, std::string_view text) const {
  yyjson_mut_arr_append(array, text_in(document_.get(), text));
}

std::string Json::text() const {
  constexpr auto kAsItIs = YYJSON_WRITE_ALLOW_INVALID_UNICODE;
  const Owned<char, std::free> raw(yyjson_mut_write(document_.get(), kAsItIs, nullptr));
  return printable_json(raw.get());
}

}  // namespace aweigh

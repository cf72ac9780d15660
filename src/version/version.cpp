#include "version/version.h"

#include "base/json.h"
#include "version/commit.h"
#include "version/libraries.h"
#include "version/platform.h"

namespace aweigh {

std::string version_number() {
  return AWEIGH_VERSION;
}

std::string version_text() {
  std::string text = std::string("aweigh " AWEIGH_VERSION " (") + commit() + ", ";
  text.append(kPlatform) += ")\n";
  std::string separator;
  for (const Library& library : linked_libraries()) {
    text += separator + library.name + " " + library.version;
    separator = ", ";
  }
  return text += "\n";
}

std::string version_json() {
  const Json json;
  json.add(json.root(), "version", std::string_view(AWEIGH_VERSION));
  json.add(json.root(), "commit", std::string_view(commit()));
  json.add(json.root(), "platform", kPlatform);
  Json::Value libraries = json.add_array(json.root(), "libraries");
  for (const Library& library : linked_libraries()) {
    Json::Value each = json.add_object(libraries);
    json.add(each, "name", library.name);
    json.add(each, "version", library.version);
  }
  return json.text() + "\n";
}

}  // namespace aweigh

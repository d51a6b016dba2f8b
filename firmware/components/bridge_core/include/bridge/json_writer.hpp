// JSON into a TextWriter, comma by comma. Whoever writes keeps brackets in pairs.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/text_writer.hpp"

namespace bridge {

class JsonWriter {
  public:
    explicit JsonWriter(TextWriter& out) : out_(out) {}

    JsonWriter& begin_object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& begin_array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }
    JsonWriter& key(std::string_view name);

    JsonWriter& text(std::string_view value);
    JsonWriter& integer(std::int64_t value);
    JsonWriter& milli(std::int64_t thousandths);
    JsonWriter& boolean(bool value);
    JsonWriter& null();
    JsonWriter& hex(Bytes value);
    /// JSON that is known to be sound already.
    JsonWriter& verbatim(std::string_view json);

    JsonWriter& field(std::string_view name, std::string_view value) {
        return key(name).text(value);
    }
    JsonWriter& field(std::string_view name, std::int64_t value) {
        return key(name).integer(value);
    }

    [[nodiscard]] bool ok() const { return out_.ok(); }

  private:
    JsonWriter& open(char bracket);
    JsonWriter& close(char bracket);
    void separate();
    void put_quoted(std::string_view value);

    TextWriter& out_;
    bool needs_comma_ = false;
};

}  // namespace bridge

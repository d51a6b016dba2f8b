#include "bridge/json_writer.hpp"

namespace bridge {

void JsonWriter::separate() {
    if (needs_comma_) out_.put(',');
    needs_comma_ = true;
}

JsonWriter& JsonWriter::open(char bracket) {
    separate();
    out_.put(bracket);
    needs_comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
    out_.put(bracket);
    needs_comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    separate();
    put_quoted(name);
    out_.put(':');
    needs_comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
    separate();
    put_quoted(value);
    return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
    separate();
    out_.put_integer(value);
    return *this;
}

JsonWriter& JsonWriter::milli(std::int64_t thousandths) {
    separate();
    out_.put_milli(thousandths);
    return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
    separate();
    out_.put(value ? "true" : "false");
    return *this;
}

JsonWriter& JsonWriter::null() {
    separate();
    out_.put("null");
    return *this;
}

JsonWriter& JsonWriter::hex(Bytes value) {
    separate();
    out_.put('"').put_hex(value).put('"');
    return *this;
}

JsonWriter& JsonWriter::verbatim(std::string_view json) {
    separate();
    out_.put(json);
    return *this;
}

void JsonWriter::put_quoted(std::string_view value) {
    out_.put('"');
    for (const char letter : value) {
        const auto code = static_cast<unsigned char>(letter);
        if (letter == '"' || letter == '\\') {
            out_.put('\\').put(letter);
        } else if (code < 0x20) {
            const std::uint8_t byte[] = {code};
            out_.put("\\u00").put_hex(bytes_from(byte));
        } else {
            out_.put(letter);
        }
    }
    out_.put('"');
}

}  // namespace bridge

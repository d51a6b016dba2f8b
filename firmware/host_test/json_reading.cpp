// JSON is judged once and then walked; what is not sound is never walked.
#include <doctest/doctest.h>

#include <string>

#include "bridge/json_reader.hpp"
#include "bridge/json_writer.hpp"

using namespace bridge;

namespace {

std::string nested(int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
}

std::string decoded(const char* json) {
    char room[64];
    TextWriter out(room);
    return JsonView(json).copy_text(out) ? std::string(out.text()) : "(none)";
}

}  // namespace

TEST_CASE("every form of JSON is sound") {
    for (const char* text :
         {"null", " true ", "-0.5e+3", "[]", "{}", "[1,[2,{\"a\":[]}]]", "\"\\u00e4\"",
          "{\"a\" : 1 , \"b\":\"\\ud834\\udd1e\"}", "0", "\"\\\\\\\"\\/\\b\""}) {
        CAPTURE(text);
        CHECK(check_json(text));
    }
}

TEST_CASE("what is not JSON is refused") {
    for (const char* text : {"",
                             " ",
                             "nul",
                             "{",
                             "}",
                             "[1,]",
                             "{\"a\":}",
                             "{\"a\"1}",
                             "{a:1}",
                             "01",
                             "1.",
                             ".5",
                             "+1",
                             "1e",
                             "NaN",
                             "Infinity",
                             "-",
                             "\"",
                             "\"\\x\"",
                             "\"\\u12\"",
                             "\"\n\"",
                             "[1] 2",
                             "'a'",
                             "\"\\ud834\"",
                             "\"\\udd1e\"",
                             "\"\\ud834x\"",
                             "\"\xff\"",
                             "\"\xc0\xaf\"",
                             "\"\xed\xa0\x80\""}) {
        CAPTURE(text);
        CHECK_FALSE(check_json(text));
    }
}

TEST_CASE("an object that repeats a key is refused, also when one of them is escaped") {
    CHECK_FALSE(check_json("{\"a\":1,\"b\":2,\"a\":3}"));
    CHECK_FALSE(check_json("{\"a\":1,\"\\u0061\":3}"));
    CHECK(check_json("{\"a\":{\"a\":{\"a\":1}},\"b\":{\"a\":1}}"));
}

TEST_CASE("nesting ends at 32 levels") {
    CHECK(check_json(nested(32)));
    CHECK_FALSE(check_json(nested(33)));
    CHECK_FALSE(check_json(std::string(60000, '[')));
}

TEST_CASE("an object has 256 keys and an array 4096 items at most") {
    std::string object = "{";
    for (int i = 0; i < 257; ++i) {
        if (i == 256) CHECK(check_json(object + "}"));
        object += (i ? ",\"" : "\"") + std::to_string(i) + "\":0";
    }
    CHECK_FALSE(check_json(object + "}"));
    std::string array = "[0";
    for (int i = 1; i < 4096; ++i) array += ",0";
    CHECK(check_json(array + "]"));
    CHECK_FALSE(check_json(array + ",0]"));
}

TEST_CASE("members are found by name, whatever stands before them") {
    const JsonView view("{\"x\":{\"op\":1},\"\\u006fp\":\"s\\u0079nc\",\"list\":[1,\"}\",[2]]}");
    CHECK(view.member("op").equals("sync"));
    CHECK(view.member("x").member("op").integer() == 1);
    CHECK(view.member("list").raw() == "[1,\"}\",[2]]");
    CHECK(view.member("y").is(JsonKind::missing));
    CHECK(view.member("y").member("z").is(JsonKind::missing));
}

TEST_CASE("items come one after the other") {
    JsonCursor cursor(JsonView(" [ 1 , {\"a\":2} , \"x,y\" ] "));
    JsonView item;
    CHECK(cursor.next(item));
    CHECK(item.integer() == 1);
    CHECK(cursor.next(item));
    CHECK(item.member("a").integer() == 2);
    CHECK(cursor.next(item));
    CHECK(item.equals("x,y"));
    CHECK_FALSE(cursor.next(item));
}

TEST_CASE("whole numbers are whole however they are written") {
    CHECK(JsonView("12").integer() == 12);
    CHECK(JsonView("12.0").integer() == 12);
    CHECK(JsonView("1.2e1").integer() == 12);
    CHECK(JsonView("-9007199254740991").integer() == -kMaxInteger);
    for (const char* text : {"9007199254740992", "12.5", "1e400", "0.1e-5", "\"12\"", "true"}) {
        CAPTURE(text);
        CHECK_FALSE(JsonView(text).integer().has_value());
    }
}

TEST_CASE("decimals are read in thousandths and rounded") {
    CHECK(JsonView("-12.5").milli() == -12500);
    CHECK(JsonView("0.0005").milli() == 1);
    CHECK(JsonView("0.00049").milli() == 0);
    CHECK(JsonView("30").milli() == 30000);
    CHECK(JsonView("3e-2").milli() == 30);
    CHECK(JsonView("0.1000000000000000000000001").milli() == 100);
    CHECK_FALSE(JsonView("1e300").milli().has_value());
}

TEST_CASE("texts lose their escapes") {
    CHECK(decoded("\"a\\n\\\"\\u00e4\\ud834\\udd1e\"") == "a\n\"\u00e4\U0001D11E");
    CHECK(decoded("12") == "(none)");
    CHECK(decoded(("\"" + std::string(65, 'x') + "\"").c_str()) == "(none)");
}

TEST_CASE("what is written can be read") {
    char room[200];
    TextWriter text(room);
    JsonWriter json(text);
    json.begin_object().field("text", "a\"\\\n\x01").field("n", INT64_MIN).key("d").milli(-1005);
    json.key("list").begin_array().boolean(true).null().begin_object().end_object().end_array();
    json.end_object();
    REQUIRE(json.ok());
    CHECK(text.text() ==
          "{\"text\":\"a\\\"\\\\\\u000a\\u0001\",\"n\":-9223372036854775808,\"d\":-1.005,"
          "\"list\":[true,null,{}]}");
    CHECK(check_json(text.text()));
    CHECK(JsonView(text.text()).member("text").equals("a\"\\\n\x01"));
}

TEST_CASE("what does not fit is not half written") {
    char room[5];
    TextWriter text(room);
    text.put("abc").put("defg").put("h");
    CHECK_FALSE(text.ok());
    CHECK(text.text() == "abc");
}

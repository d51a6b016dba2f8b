// Says the message of a vector with the functions that the firmware says it with.
#pragma once

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "bridge/device_messages.hpp"
#include "bridge/json_reader.hpp"

using namespace bridge;

inline std::string text_of(const JsonView& value) {
    char room[4000];
    TextWriter out(room);
    return value.copy_text(out) ? std::string(out.text()) : "";
}

inline std::optional<std::int64_t> integer_of(const JsonView& message, const char* field) {
    return message.member(field).integer();
}

/// Says the message of a vector with the functions that the firmware says it with.
class Speaker {
  public:
    explicit Speaker(const JsonView& message) : message_(message) {}

    std::string say() {
        const std::string op = text_of(message_.member("op"));
        if (op == "hello") say_hello();
        if (op == "proof") say_proof();
        if (op == "sync") say_sync();
        if (op == "clock") put_clock(out_, report());
        if (op == "advertise") say_advertise();
        if (op == "unadvertise") say_unadvertise();
        if (op == "ack") say_ack();
        if (op == "sample") say_sample();
        return std::string(out_.text());
    }

  private:
    class Features : public FeatureList {
      public:
        explicit Features(JsonView list) : list_(list) {}
        void put_features(JsonWriter& json) const override {
            JsonCursor cursor(list_);
            JsonView item;
            while (cursor.next(item)) put_one(json, item);
        }

      private:
        static void put_one(JsonWriter& json, const JsonView& item) {
            static const std::string kinds[] = {"setting", "output", "action", "input"};
            static const std::string types[] = {"int", "float", "bool", "enum", "none"};
            Feature feature;
            const std::string name = text_of(item.member("name")),
                              unit = text_of(item.member("unit"));
            feature.name = name;
            feature.unit = unit;
            for (std::size_t i = 0; i < 4; ++i) {
                if (item.member("kind").equals(kinds[i]))
                    feature.kind = static_cast<FeatureKind>(i);
            }
            for (std::size_t i = 0; i < 5; ++i) {
                if (item.member("type").equals(types[i]))
                    feature.type = static_cast<FeatureType>(i);
            }
            feature.minimum_milli = item.member("minimum").milli().value_or(0);
            feature.maximum_milli = item.member("maximum").milli().value_or(0);
            feature.min_gap_us = item.member("min_gap_us").integer().value_or(0);
            std::vector<std::string_view> choices;
            JsonCursor cursor(item.member("choices"));
            JsonView choice;
            while (cursor.next(choice)) choices.push_back(*choice.plain_text());
            feature.choices = choices.data();
            feature.choice_count = choices.size();
            const JsonView usual = item.member("default");
            if (const auto flag = usual.boolean()) feature.default_value = Scalar::boolean(*flag);
            if (const auto number = usual.milli()) feature.default_value = Scalar::number(*number);
            if (const auto text = usual.plain_text())
                feature.default_value = Scalar::of_text(*text);
            put_feature(json, feature);
        }
        JsonView list_;
    };

    void say_hello() {
        HelloMessage hello;
        const std::string id = text_of(message_.member("id")),
                          name = text_of(message_.member("name"));
        const std::string nonce = text_of(message_.member("nonce"));
        const std::string sdk = text_of(message_.member("sdk")),
                          boot = text_of(message_.member("boot"));
        hello.id = id;
        hello.name = name;
        hello.nonce = nonce;
        hello.sdk = sdk;
        hello.boot = boot;
        const Features features(message_.member("features"));
        if (message_.member("features").is(JsonKind::array)) hello.features = &features;
        put_hello(out_, hello);
    }

    void say_proof() {
        Digest digest;
        REQUIRE(read_hex(text_of(message_.member("proof")), {digest.data(), digest.size()}));
        put_proof(out_, digest);
    }

    ClockReport report() const {
        const JsonView clock = message_.member("clock");
        ClockReport report;
        for (const ClockState state :
             {ClockState::unsynced, ClockState::coarse, ClockState::locked}) {
            if (clock.member("state").equals(name_of(state))) report.state = state;
        }
        report.offset_us = integer_of(clock, "offset_us").value_or(0);
        report.error_us = integer_of(clock, "error_us").value_or(0);
        report.drift_ppb = clock.member("drift_ppm").milli().value_or(0);
        report.samples = integer_of(clock, "samples").value_or(0);
        return report;
    }

    void say_sync() {
        const ClockReport known = report();
        put_sync(out_, *integer_of(message_, "t0"), known.samples != 0 ? &known : nullptr);
    }

    void say_advertise() {
        std::vector<ChannelMessage> channels;
        JsonCursor cursor(message_.member("channels"));
        JsonView item;
        while (cursor.next(item)) {
            channels.push_back({*integer_of(item, "channel"), *item.member("topic").plain_text(),
                                item.member("schema").plain_text().value_or("")});
        }
        put_advertise(out_, channels.data(), channels.size());
    }

    void say_unadvertise() {
        std::vector<std::int64_t> channels;
        JsonCursor cursor(message_.member("channels"));
        JsonView item;
        while (cursor.next(item)) channels.push_back(*item.integer());
        put_unadvertise(out_, channels.data(), channels.size());
    }

    void say_ack() {
        AckMessage ack;
        ack.id = *message_.member("id").plain_text();
        ack.is_applied = message_.member("stage").equals("applied");
        ack.code = message_.member("code").plain_text().value_or("");
        ack.text = message_.member("text").plain_text().value_or("");
        if (const auto number = message_.member("value").milli())
            ack.value = Scalar::number(*number);
        put_ack(out_, ack);
    }

    void say_sample() {
        TextSample sample;
        sample.value = message_.member("value").raw();
        sample.topic = message_.member("topic").plain_text().value_or("");
        sample.channel = integer_of(message_, "channel");
        sample.seq = integer_of(message_, "seq");
        sample.captured_us = integer_of(message_, "captured_us");
        sample.flags = integer_of(message_, "flags").value_or(0);
        sample.device_us = integer_of(message_, "device_us");
        sample.frame_seq = integer_of(message_, "frame_seq");
        std::vector<Hop> hops;
        JsonCursor cursor(message_.member("hops"));
        JsonView hop;
        while (cursor.next(hop)) {
            JsonCursor pair(hop);
            JsonView name;
            JsonView at;
            pair.next(name);
            pair.next(at);
            hops.push_back({*name.plain_text(), *at.integer()});
        }
        sample.hops = hops.data();
        sample.hop_count = hops.size();
        put_sample(out_, sample);
    }

    JsonView message_;
    char room_[5000];
    TextWriter out_{room_};
};

/// Ops that a device says; of a hello, the role and a bare key show that it is none's.
inline bool is_of_a_device(const JsonView& message) {
    for (const char* op : {"proof", "sync", "clock", "advertise", "unadvertise", "ack", "sample"}) {
        if (message.member("op").equals(op)) return true;
    }
    return message.member("op").equals("hello") && message.member("role").equals("device");
}

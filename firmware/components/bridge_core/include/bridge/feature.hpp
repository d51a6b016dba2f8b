// What a device says about one thing that can be set, done or read (docs/protocol.md §9.3).
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/json_writer.hpp"
#include "bridge/msgpack_writer.hpp"

namespace bridge {

/// A value of a setting, an argument or an answer. Numbers are thousandths, so that no chip
/// has to compute in double precision; texts belong to somebody else.
struct Scalar {
    enum class Kind : std::uint8_t { null, boolean, number, text };

    Kind kind = Kind::null;
    std::int64_t milli = 0;  ///< Of a boolean: 0 or 1000.
    std::string_view text;

    [[nodiscard]] static Scalar boolean(bool value) {
        return {Kind::boolean, value ? 1000 : 0, {}};
    }
    [[nodiscard]] static Scalar number(std::int64_t milli) { return {Kind::number, milli, {}}; }
    [[nodiscard]] static Scalar integer(std::int64_t value) { return number(value * 1000); }
    [[nodiscard]] static Scalar of_text(std::string_view text) { return {Kind::text, 0, text}; }
    [[nodiscard]] bool is_null() const { return kind == Kind::null; }
};

void put_scalar(JsonWriter& json, const Scalar& value);
void put_scalar(MsgpackWriter& out, const Scalar& value);

enum class FeatureKind : std::uint8_t { setting, output, action, input };
enum class FeatureType : std::uint8_t { integer, decimal, boolean, choice, none };

struct Feature {
    std::string_view name;
    FeatureKind kind = FeatureKind::setting;
    FeatureType type = FeatureType::none;
    std::int64_t minimum_milli = 0;
    std::int64_t maximum_milli = 0;
    const std::string_view* choices = nullptr;
    std::size_t choice_count = 0;
    Scalar default_value;
    std::string_view unit;
    std::int64_t min_gap_us = 0;
};

/// Leaves out whatever is as it would be without saying: a hello has 4 KB for all of them.
void put_feature(JsonWriter& json, const Feature& feature);

/// Writes the items of `features` of a hello.
class FeatureList {
  public:
    virtual ~FeatureList() = default;
    virtual void put_features(JsonWriter& json) const = 0;
};

}  // namespace bridge

#include "bridge/feature.hpp"

namespace bridge {

namespace {

constexpr std::string_view kKinds[] = {"setting", "output", "action", "input"};
constexpr std::string_view kTypes[] = {"int", "float", "bool", "enum", "none"};

}  // namespace

void put_scalar(JsonWriter& json, const Scalar& value) {
    switch (value.kind) {
        case Scalar::Kind::null: json.null(); return;
        case Scalar::Kind::boolean: json.boolean(value.milli != 0); return;
        case Scalar::Kind::number: json.milli(value.milli); return;
        case Scalar::Kind::text: json.text(value.text); return;
    }
}

void put_scalar(MsgpackWriter& out, const Scalar& value) {
    switch (value.kind) {
        case Scalar::Kind::null: out.null(); return;
        case Scalar::Kind::boolean: out.boolean(value.milli != 0); return;
        case Scalar::Kind::number: out.milli(value.milli); return;
        case Scalar::Kind::text: out.text(value.text); return;
    }
}

void put_feature(JsonWriter& json, const Feature& feature) {
    json.begin_object().field("name", feature.name);
    json.field("kind", kKinds[static_cast<std::size_t>(feature.kind)]);
    if (feature.type != FeatureType::none) {
        json.field("type", kTypes[static_cast<std::size_t>(feature.type)]);
    }
    if (feature.minimum_milli < feature.maximum_milli) {
        json.key("minimum").milli(feature.minimum_milli);
        json.key("maximum").milli(feature.maximum_milli);
    }
    if (feature.choice_count != 0) {
        json.key("choices").begin_array();
        for (std::size_t i = 0; i < feature.choice_count; ++i) json.text(feature.choices[i]);
        json.end_array();
    }
    if (!feature.default_value.is_null()) put_scalar(json.key("default"), feature.default_value);
    if (!feature.unit.empty()) json.field("unit", feature.unit);
    if (feature.min_gap_us != 0) json.field("min_gap_us", feature.min_gap_us);
    json.end_object();
}

}  // namespace bridge

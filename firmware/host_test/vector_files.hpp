// The vectors of tests/vectors for tests: one folder at a time, fields by name.
#pragma once

#include <string>

#include "bridge/json_reader.hpp"
#include "vectors.hpp"

struct Vector {
    std::string_view name;
    bridge::JsonView view;

    [[nodiscard]] std::string text(const char* field) const {
        char room[70000];
        bridge::TextWriter out(room);
        return view.member(field).copy_text(out) ? std::string(out.text()) : "";
    }
    [[nodiscard]] bool has(const char* field) const {
        return !view.member(field).is(bridge::JsonKind::missing);
    }
    [[nodiscard]] bool is(const char* field, const char* wanted) const {
        return view.member(field).equals(wanted);
    }
};

template <typename Use>
int each_vector(std::string_view folder, Use use) {
    int count = 0;
    for (const VectorFile& file : kVectors) {
        if (file.folder != folder) continue;
        const Vector vector{file.name, bridge::JsonView(file.json)};
        use(vector);
        ++count;
    }
    return count;
}

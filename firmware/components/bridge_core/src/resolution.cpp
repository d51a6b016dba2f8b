#include "bridge/resolution.hpp"

#include <iterator>

#include "bridge/http_head.hpp"
#include "bridge/text_writer.hpp"

namespace bridge {

namespace {

constexpr Resolution kResolutions[] = {
    {"qqvga", 160, 120}, {"qcif", 176, 144},   {"hqvga", 240, 176},  {"qvga", 320, 240},
    {"cif", 400, 296},   {"hvga", 480, 320},   {"vga", 640, 480},    {"svga", 800, 600},
    {"xga", 1024, 768},  {"hd", 1280, 720},    {"sxga", 1280, 1024}, {"uxga", 1600, 1200},
    {"fhd", 1920, 1080}, {"qxga", 2048, 1536}, {"qhd", 2560, 1440},  {"qsxga", 2560, 1920},
};
constexpr std::string_view kNames[] = {"qqvga", "qcif", "hqvga", "qvga", "cif",  "hvga",
                                       "vga",   "svga", "xga",   "hd",   "sxga", "uxga",
                                       "fhd",   "qxga", "qhd",   "qsxga"};
static_assert(std::size(kNames) == std::size(kResolutions), "a name for each size");

std::size_t count_up_to(std::string_view name) {
    return find_resolution(name) + 1;
}

}  // namespace

const Resolution& resolution_at(std::size_t index) {
    return kResolutions[index < std::size(kResolutions) ? index : std::size(kResolutions) - 1];
}

const std::string_view* resolution_names() {
    return kNames;
}

std::size_t count_resolutions(SensorModel sensor) {
    switch (sensor) {
        case SensorModel::ov2640: return count_up_to("uxga");
        case SensorModel::ov3660: return count_up_to("qxga");
        case SensorModel::ov5640: return count_up_to("qsxga");
        case SensorModel::gc0308: return count_up_to("vga");
        case SensorModel::none: break;
    }
    return 0;
}

std::size_t find_resolution(std::string_view text) {
    for (std::size_t i = 0; i < std::size(kResolutions); ++i) {
        char room[12];
        TextWriter size(room);
        size.put_integer(kResolutions[i].width_px).put('x').put_integer(kResolutions[i].height_px);
        if (equals_ignoring_case(text, kNames[i]) || equals_ignoring_case(text, size.text()))
            return i;
    }
    return std::size(kResolutions);
}

}  // namespace bridge

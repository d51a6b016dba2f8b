#include "bridge/esp32/sensor_controls.hpp"

namespace bridge::esp32 {

namespace {

using Setter = int (*sensor_t::*)(sensor_t*, int);

/// Which function sets a control; null for what is set in another way.
Setter setter_of(Control control) {
    switch (control) {
        case Control::quality: return &sensor_t::set_quality;
        case Control::brightness: return &sensor_t::set_brightness;
        case Control::contrast: return &sensor_t::set_contrast;
        case Control::saturation: return &sensor_t::set_saturation;
        case Control::sharpness: return &sensor_t::set_sharpness;
        case Control::denoise: return &sensor_t::set_denoise;
        case Control::ae_level: return &sensor_t::set_ae_level;
        case Control::exposure_auto: return &sensor_t::set_exposure_ctrl;
        case Control::exposure_value: return &sensor_t::set_aec_value;
        case Control::gain_auto: return &sensor_t::set_gain_ctrl;
        case Control::gain_value: return &sensor_t::set_agc_gain;
        case Control::white_balance_auto: return &sensor_t::set_whitebal;
        case Control::white_balance_mode: return &sensor_t::set_wb_mode;
        case Control::effect: return &sensor_t::set_special_effect;
        case Control::lens_correction: return &sensor_t::set_lenc;
        case Control::hmirror: return &sensor_t::set_hmirror;
        case Control::vflip: return &sensor_t::set_vflip;
        case Control::colorbar: return &sensor_t::set_colorbar;
        case Control::gain_ceiling: break;
    }
    return nullptr;
}

std::int32_t read_back(const camera_status_t& status, Control control) {
    switch (control) {
        case Control::quality: return status.quality;
        case Control::brightness: return status.brightness;
        case Control::contrast: return status.contrast;
        case Control::saturation: return status.saturation;
        case Control::sharpness: return status.sharpness;
        case Control::denoise: return status.denoise;
        case Control::ae_level: return status.ae_level;
        case Control::exposure_auto: return status.aec;
        case Control::exposure_value: return status.aec_value;
        case Control::gain_auto: return status.agc;
        case Control::gain_value: return status.agc_gain;
        case Control::gain_ceiling: return status.gainceiling;
        case Control::white_balance_auto: return status.awb;
        case Control::white_balance_mode: return status.wb_mode;
        case Control::effect: return status.special_effect;
        case Control::lens_correction: return status.lenc;
        case Control::hmirror: return status.hmirror;
        case Control::vflip: return status.vflip;
        case Control::colorbar: return status.colorbar;
    }
    return 0;
}

}  // namespace

SensorModel model_of(const sensor_t& sensor) {
    switch (sensor.id.PID) {
        case OV2640_PID: return SensorModel::ov2640;
        case OV3660_PID: return SensorModel::ov3660;
        case OV5640_PID: return SensorModel::ov5640;
        case GC0308_PID: return SensorModel::gc0308;
        default: return SensorModel::none;
    }
}

Applied apply_control(sensor_t& sensor, Control control, std::int32_t value) {
    int result = -1;
    if (control == Control::gain_ceiling) {
        if (sensor.set_gainceiling == nullptr) return {};
        result = sensor.set_gainceiling(&sensor, static_cast<gainceiling_t>(value));
    } else {
        const Setter setter = setter_of(control);
        if (setter == nullptr || sensor.*setter == nullptr) return {};
        result = (sensor.*setter)(&sensor, static_cast<int>(value));
    }
    if (result != 0) return {};
    // Ten bits of some sensors' ceiling are kept in eight, so what is read back is another.
    const bool is_cut = control == Control::gain_ceiling && sensor.id.PID != OV2640_PID;
    return {true, is_cut ? value : read_back(sensor.status, control)};
}

bool set_sensor_rest(sensor_t& sensor, bool is_resting) {
    if (sensor.set_reg == nullptr) return false;
    switch (sensor.id.PID) {
        // COM2 of the sensor's bank, bit 4: standby.
        case OV2640_PID: return sensor.set_reg(&sensor, 0x109, 0x10, is_resting ? 0x10 : 0) == 0;
        // SYSTEM CTROL0, bit 6: power down by software.
        case OV3660_PID:
        case OV5640_PID: return sensor.set_reg(&sensor, 0x3008, 0x40, is_resting ? 0x40 : 0) == 0;
        default: return false;
    }
}

framesize_t find_frame_size(std::uint16_t width_px, std::uint16_t height_px) {
    for (int i = 0; i < FRAMESIZE_INVALID; ++i) {
        if (resolution[i].width == width_px && resolution[i].height == height_px) {
            return static_cast<framesize_t>(i);
        }
    }
    return FRAMESIZE_INVALID;
}

}  // namespace bridge::esp32

// What the virtual device is told at its start.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bridge/ports/camera.hpp"

struct Options {
    std::string host;
    std::string port = "8080";
    std::string frames;
    int camera_fd = -1;
    std::string id = "virtual-1";
    std::string key;
    std::string token;
    std::uint16_t listen_port = 81;
    std::vector<std::pair<std::string, std::string>> settings;
    bridge::SensorModel sensor = bridge::SensorModel::ov2640;
    double fps = 20;
    double drift_ppm = 0;
    bool is_fresh = false;
    std::string store;
    std::string slots;
    double proof_s = 60;
    std::string script;
    std::string control;
    std::string log;
    double report_s = 10;
    double seconds = 0;
    bool wants_help = false;
};

/// Throws std::runtime_error with what is wrong.
[[nodiscard]] Options read_options(int argc, char** argv);
[[nodiscard]] std::string usage();

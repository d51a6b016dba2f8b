// The virtual device: our firmware's core on a PC, with a folder for a camera.
//
// It prints what it does as JSON lines, reads console lines from its input, and ends by
// itself after --seconds.
#include <poll.h>
#include <sys/random.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include "bridge/device.hpp"
#include "bridge/ports/clock.hpp"
#include "folder_camera.hpp"
#include "posix_network.hpp"

using namespace bridge;

namespace {

constexpr const char* kUsage =
    "usage: virtual_device --bridge HOST:PORT --frames FOLDER [options]\n"
    "  --id ID           name of the device (default virtual-1)\n"
    "  --key KEY         its key; without one it is admitted on this machine only\n"
    "  --fps RATE        pictures a second that the camera delivers (default 20)\n"
    "  --transport WAY   websocket (default) or http\n"
    "  --seconds N       end after so long (default: never)\n"
    "Lines on the input are lines of the device's console: try help.\n";

struct Options {
    std::string host;
    std::string port = "8080";
    std::string frames;
    std::string id = "virtual-1";
    std::string key;
    std::string transport = "websocket";
    double fps = 20;
    double seconds = 0;
};

class PosixClock : public Clock {
  public:
    std::int64_t now_us() override {
        const auto since = std::chrono::steady_clock::now() - start_;
        return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
    }

  private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

class PosixRandom : public Random {
  public:
    void fill(Room room) override {
        if (getrandom(room.data, room.size, 0) != static_cast<ssize_t>(room.size)) std::abort();
    }
};

/// Forgets everything at the end, as tests want it.
class MemoryStore : public Store {
  public:
    std::size_t load(std::string_view name, Room into) override {
        const std::string& kept = kept_[std::string(name)];
        if (kept.size() > into.size) return 0;
        std::copy(kept.begin(), kept.end(), into.data);
        return kept.size();
    }
    bool save(std::string_view name, Bytes bytes) override {
        kept_[std::string(name)] = std::string(text_from(bytes));
        return true;
    }
    void erase_all() override { kept_.clear(); }

  private:
    std::map<std::string, std::string> kept_;
};

class PcBoard : public Board {
  public:
    std::string_view name() const override { return "pc"; }
    bool has_lamp() const override { return true; }
    bool set_lamp(std::int32_t) override { return true; }
    void read_vitals(Vitals& vitals) override { vitals.reset_reason = "power_on"; }
    void restart() override { is_over = true; }

    bool is_over = false;
};

Options read_options(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; i += 2) {
        const std::string name = argv[i];
        if (i + 1 == argc) throw std::runtime_error(name + " needs a value");
        const std::string value = argv[i + 1];
        if (name == "--bridge") {
            options.host = value.substr(0, value.find(':'));
            if (value.find(':') != std::string::npos)
                options.port = value.substr(value.find(':') + 1);
        } else if (name == "--frames") {
            options.frames = value;
        } else if (name == "--id") {
            options.id = value;
        } else if (name == "--key") {
            options.key = value;
        } else if (name == "--transport") {
            options.transport = value;
        } else if (name == "--fps") {
            options.fps = std::stod(value);
        } else if (name == "--seconds") {
            options.seconds = std::stod(value);
        } else {
            throw std::runtime_error("no option " + name);
        }
    }
    if (options.host.empty() || options.frames.empty())
        throw std::runtime_error("--bridge and --frames are needed");
    if (options.fps <= 0) throw std::runtime_error("--fps: expected more than 0");
    return options;
}

void tell(const char* event, const std::string& name, const std::string& value) {
    std::printf("{\"event\":\"%s\",\"%s\":\"%s\"}\n", event, name.c_str(), value.c_str());
    std::fflush(stdout);
}

std::string hex_of(const Digest& digest) {
    char room[64];
    TextWriter out(room);
    return std::string(out.put_hex(bytes_from(digest)).text());
}

/// The virtual device with everything that a chip would have around the core.
class Program {
  public:
    explicit Program(const Options& options)
        : options_(options),
          camera_(options.frames, static_cast<std::int64_t>(1e6 / options.fps),
                  [](const std::vector<std::uint8_t>& jpeg) {
                      tell("frame", "sha256", hex_of(sha256({jpeg.data(), jpeg.size()})));
                  }),
          device_(std::make_unique<Device>(
              DevicePorts{network_, dialer_, datagrams_, camera_, board_, store_, random_},
              DeviceNames{options_.id, "gamebridge-cpp/0.1.0", true})) {}

    void run() {
        store_.save("key", bytes_from(options_.key));
        device_->begin(clock_.now_us());
        type("cam set transport " + options_.transport);
        type("bridge set " + options_.host + " " + options_.port);
        const auto end_us = static_cast<std::int64_t>(options_.seconds * 1e6);
        while (!board_.is_over && (end_us == 0 || clock_.now_us() < end_us)) turn();
        tell("ended", "frames_sent", std::to_string(device_->cargo().frames_sent()));
    }

  private:
    void turn() {
        camera_.turn(clock_.now_us());
        const std::int64_t next_us = device_->turn(clock_.now_us());
        if (device_->stage() != stage_) {
            stage_ = device_->stage();
            tell("stage", std::string(name_of(stage_)), std::string(name_of(device_->reason())));
        }
        const std::int64_t wait_ms = std::max<std::int64_t>(1, (next_us - clock_.now_us()) / 1000);
        pollfd watched[] = {{dialer_.descriptor(), POLLIN, 0},
                            {has_input_ ? STDIN_FILENO : -1, POLLIN, 0}};
        poll(watched, 2, static_cast<int>(std::min<std::int64_t>(wait_ms, 5)));
        if (watched[1].revents != 0) read_input();
    }

    void read_input() {
        char room[256];
        const ssize_t size = read(STDIN_FILENO, room, sizeof room);
        if (size <= 0) has_input_ = false;
        for (ssize_t i = 0; i < size; ++i) {
            if (room[i] != '\n') {
                line_ += room[i];
                continue;
            }
            type(line_);
            line_.clear();
        }
    }

    void type(const std::string& line) {
        char room[4096];
        TextWriter out(room);
        device_->run_console(line, clock_.now_us(), out);
        std::fwrite(out.text().data(), 1, out.text().size(), stderr);
    }

    Options options_;
    PosixClock clock_;
    PosixRandom random_;
    PosixDialer dialer_;
    PosixDatagrams datagrams_;
    WiredNetwork network_;
    MemoryStore store_;
    PcBoard board_;
    FolderCamera camera_;
    std::unique_ptr<Device> device_;
    Stage stage_ = Stage::unprovisioned;
    std::string line_;
    bool has_input_ = true;
};

}  // namespace

int main(int argc, char** argv) {
    try {
        Program(read_options(argc, argv)).run();
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n%s", error.what(), kUsage);
        return 2;
    }
}

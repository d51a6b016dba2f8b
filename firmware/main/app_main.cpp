// The parts list: this board's ports, the device that decides, and the one loop around it.
#include <cstdint>
#include <cstdlib>

#include "boards/all.hpp"
#include "bridge/device.hpp"
#include "bridge/esp32/chip.hpp"
#include "bridge/esp32/chip_board.hpp"
#include "bridge/esp32/driver_camera.hpp"
#include "bridge/esp32/nvs_store.hpp"
#include "bridge/esp32/ota_slot.hpp"
#include "bridge/esp32/socket_datagrams.hpp"
#include "bridge/esp32/socket_dialer.hpp"
#include "bridge/esp32/socket_services.hpp"
#include "bridge/esp32/task_table.hpp"
#include "bridge/esp32/wifi_station.hpp"
#include "bridge/portal.hpp"
#include "bridge/updater.hpp"
#include "console_desk.hpp"
#include "esp_mac.h"
#include "esp_task_wdt.h"
#include "sdkconfig.h"

namespace {

using namespace bridge;

constexpr boards::BoardMap kBoard = boards::board_named(CONFIG_GAMEBRIDGE_BOARD);
static_assert(!kBoard.name.empty(), "CONFIG_GAMEBRIDGE_BOARD names no board in firmware/boards");
static_assert(std::string_view(CONFIG_IDF_TARGET) ==
                  (kBoard.chip == boards::Chip::esp32 ? "esp32" : "esp32s3"),
              "this board has another chip: build it in a folder of its own, with -DBOARD");

static_assert(sizeof(void*) != 4 || sizeof(Device) <= 24 * 1024,
              "the memory of the core is 24 KB, and no more");

class Program {
  public:
    void begin();
    void turn();

  private:
    std::string_view make_name();

    char name_[16] = {};
    esp32::LoopWaker waker_;
    esp32::ChipClock clock_;
    esp32::ChipRandom random_;
    esp32::ChipBoard board_{kBoard};
    esp32::NvsStore store_;
    esp32::WifiStation wifi_;
    esp32::SocketDialer dialer_;
    esp32::SocketDatagrams datagrams_;
    esp32::DriverCamera camera_{kBoard, waker_};
    esp32::ConsolePorts console_{kBoard.console};
    Device device_{{wifi_, dialer_, datagrams_, camera_, board_, store_, random_},
                   {make_name(), "gamebridge-cpp/0.1.0", false}};
    esp32::OtaSlot slot_{CONFIG_IDF_TARGET};
    esp32::SocketDialer update_dialer_;
    Updater updater_{device_, {update_dialer_, slot_, store_, board_}};
    esp32::SocketStreamService portal_http_;
    esp32::SocketDatagramService portal_dns_;
    Portal portal_{device_, {wifi_, portal_http_, portal_dns_, wifi_}};
    ConsoleDesk desk_{console_, device_, wifi_, slot_.running()};
};

/// "cam-" and the end of the chip's address: different for each board, and always the same.
std::string_view Program::make_name() {
    std::uint8_t mac[6] = {};
    esp_read_mac(mac, ESP_MAC_WIFI_STA);
    TextWriter name(name_);
    return name.put("cam-").put_hex({mac + 3, 3}).text();
}

void Program::begin() {
    waker_.begin();
    console_.begin();
    board_.begin();
    const std::string_view loss = store_.begin();
    // The radio before the camera: its noise makes numbers random, and both at once are what
    // weak supplies break down under.
    wifi_.begin(CONFIG_GAMEBRIDGE_WIFI_COUNTRY, name_);
    if (esp32::ChipBoard::was_brown_out()) wifi_.spare_power();
    camera_.begin();
    device_.begin(clock_.now_us());
    updater_.begin(clock_.now_us());
    for (const std::string_view flaw : {loss, board_.memory_flaw()}) {
        if (flaw.empty()) continue;
        device_.cargo().log().write(LogLevel::error, clock_.now_us(), flaw);
        desk_.say(flaw);
    }
    desk_.say("gamebridge: type help");
    esp_task_wdt_add(nullptr);
}

void Program::turn() {
    const std::int64_t next_us = device_.turn(clock_.now_us());
    portal_.turn(clock_.now_us());
    updater_.turn(clock_.now_us());
    desk_.turn(clock_.now_us());
    esp_task_wdt_reset();
    waker_.sleep(next_us - clock_.now_us(), dialer_.sockets());
}

void run_program(void*) {
    // All of the program's memory but the drivers' and the stacks.
    static Program program;
    program.begin();
    for (;;) program.turn();
}

}  // namespace

extern "C" void app_main() {
    using bridge::esp32::kLoopTask;
    const auto made = xTaskCreatePinnedToCore(&run_program, kLoopTask.name, kLoopTask.stack_bytes,
                                              nullptr, kLoopTask.priority, nullptr, kLoopTask.core);
    // Without memory for its loop there is no program.
    if (made != pdPASS) std::abort();
}

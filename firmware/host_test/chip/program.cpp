// The whole program, as it starts on a chip: it comes up, tells where it stands, and answers.
#include <doctest/doctest.h>

#include "world.hpp"

extern "C" void app_main();

TEST_CASE("the program starts without a network, says so, and can be told one") {
    chip::forget_everything();
    app_main();
    chip::wait_for_print("gamebridge: type help");
    chip::wait_for_print("stage unprovisioned");
    chip::type("status\r");
    chip::wait_for_print("device    cam-a1b2c3 (no key)");
    chip::type("wifi add home hunter22\r");
    chip::wait_for_print("wifi add home ********");
    chip::wait_for_print("stage joining");
    chip::send_event("IP_EVENT", 0, nullptr);
    const std::lock_guard guard(chip::lock());
    CHECK(chip::world().printed.find("hunter22") == std::string::npos);
    CHECK(chip::world().flash["nvs"]["wifi"].find("hunter22") != std::string::npos);
    CHECK(chip::world().fed > 0);
    CHECK(chip::driver().is_running);
}

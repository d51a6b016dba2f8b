// The whole program, as it starts on a chip: it comes up, tells where it stands, and answers.
#include <doctest/doctest.h>

#include <string>

#include "world.hpp"

extern "C" void app_main();

TEST_CASE("the program starts without a network, says so, and can be told one") {
    chip::forget_everything();
    app_main();
    chip::wait_for_print("gamebridge: type help");
    chip::wait_for_print("stage unprovisioned");
    chip::type("status\r");
    chip::wait_for_print("device    cam-a1b2c3 (no key)");
    // An installer asks for the state, between two lines of a person.
    chip::type(std::string("IMPROV\x01\x03\x02\x02\x00\xE5", 12));
    chip::wait_for_print("IMPROV\x01");
    chip::type("wifi add hoom\x7F\x7Fme hunter22\r");
    chip::wait_for_print("me ********");
    chip::wait_for_print("stage joining");
    chip::send_event("IP_EVENT", 0, nullptr);
    const std::lock_guard guard(chip::lock());
    CHECK(chip::world().printed.find("hunter22") == std::string::npos);
    CHECK(chip::world().flash["nvs"]["wifi"].find("hunter22") != std::string::npos);
    CHECK(chip::world().fed > 0);
    CHECK(chip::driver().is_running);
}

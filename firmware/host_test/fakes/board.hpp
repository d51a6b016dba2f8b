// A board, a store and a clock that tests can look into.
#pragma once

#include <algorithm>
#include <map>
#include <string>

#include "bridge/ports/board.hpp"
#include "bridge/ports/store.hpp"

class FakeBoard : public bridge::Board {
  public:
    std::string_view name() const override { return "bench"; }
    bool has_lamp() const override { return with_lamp; }
    bool set_lamp(std::int32_t level) override {
        lamp = level;
        return true;
    }
    void read_vitals(bridge::Vitals& into) override { into = vitals; }
    void restart() override { ++restarts; }

    bool with_lamp = true;
    int lamp = -1;
    int restarts = 0;
    bridge::Vitals vitals;
};

class FakeStore : public bridge::Store {
  public:
    std::size_t load(std::string_view name, bridge::Room into) override {
        const auto found = kept.find(std::string(name));
        if (found == kept.end() || found->second.size() > into.size) return 0;
        std::copy(found->second.begin(), found->second.end(), into.data);
        return found->second.size();
    }
    bool save(std::string_view name, bridge::Bytes bytes) override {
        ++writes;
        kept[std::string(name)] = std::string(bridge::text_from(bytes));
        return true;
    }
    void erase_all() override { kept.clear(); }

    std::map<std::string, std::string> kept;
    int writes = 0;
};

// What phones, and whoever else joins, may say to the portal: requests, forms, questions.
#include <cstdlib>

#include "bridge/http_request.hpp"
#include "bridge/portal_dns.hpp"
#include "bridge/portal_page.hpp"

using namespace bridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes all{data, size};
    std::uint8_t whole_room[1024];
    HttpRequestReader whole(room_in(whole_room));
    whole.feed(all);
    std::uint8_t cut_room[1024];
    HttpRequestReader cut(room_in(cut_room));
    for (std::size_t i = 0; i < size; ++i) cut.feed(all.from(i).first(1));
    const bool is_done = whole.state() == HttpRequestReader::State::done;
    if (is_done != (cut.state() == HttpRequestReader::State::done)) std::abort();
    if (is_done && (whole.body() != cut.body() || whole.path() != cut.path())) std::abort();

    char room[64];
    TextWriter field(room);
    read_form_field(text_from(all), "network", field);
    char option_room[600];
    TextWriter option(option_room);
    put_network_option(option, text_from(all.first(32)));
    if (option.text().find('<', 1) != std::string_view::npos) std::abort();

    std::uint8_t answer[kMaxDnsMessage];
    if (put_portal_dns_answer(all, "192.168.4.1", room_in(answer)) > size + 16) std::abort();
    return 0;
}

from bridge.transport.http_sites import route_path, site_prefix


def test_a_port_with_a_site_has_routes_of_its_own() -> None:
    assert route_path("/status", 5000, frozenset({5000})) == f"{site_prefix(5000)}/status"


def test_other_ports_share_theirs() -> None:
    assert route_path("/status", 8080, frozenset({5000})) == "/status"


def test_the_prefix_cannot_be_asked_for() -> None:
    sites = frozenset({5000})
    assert not route_path("/:5000/status", 8080, sites).startswith(site_prefix(5000))
    assert route_path("/:5000/status", 5000, sites) == "/:5000/:5000/status"

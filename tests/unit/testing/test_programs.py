from bridge.testing.programs import needs


def test_a_test_is_skipped_with_the_remedy_where_a_program_is_missing() -> None:
    mark = needs("no-such-program", "its-package").mark
    assert mark.args == (True,)
    assert mark.kwargs["reason"] == "no-such-program is missing: sudo apt-get install its-package"


def test_a_program_that_is_there_skips_nothing() -> None:
    assert needs("sh").mark.args == (False,)

from bridge.model.errors import AdmissionRefused, PluginError, RemoteProtocolError, SampleRefused


def test_errors_carry_what_those_who_catch_them_need() -> None:
    assert PluginError("pose", "is late").plugin == "pose"
    assert AdmissionRefused("no key").reason == "no key"
    assert str(SampleRefused("truncated")) == "truncated"
    fault = RemoteProtocolError("unknown_op", "op 'x'")
    assert (fault.code, fault.close_code) == ("unknown_op", 4400)

from bridge.model.commands import AckStage


def test_only_accepted_and_sent_are_followed_by_another_stage() -> None:
    open_stages = {stage for stage in AckStage if not stage.is_final}
    assert open_stages == {AckStage.ACCEPTED, AckStage.SENT}

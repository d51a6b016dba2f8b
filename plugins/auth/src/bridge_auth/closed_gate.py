"""The gate before its keys are read, and for good when they cannot be: nobody passes."""

from bridge.api import Admission, AdmissionRefused, Claim, HealthReport, Verb


class ClosedGate:
    """Refuses everyone. A bridge that cannot check keys must not act as if it could."""

    def authenticate(self, _claim: Claim) -> Admission:
        """Refuse."""
        raise AdmissionRefused("the bridge could not read its keys; its log says why")

    def keep_name(self, claim: Claim) -> None:
        """Refuse."""
        self.authenticate(claim)

    def authorize(self, _admission: Admission, _verb: Verb, _topic: str) -> bool | None:
        """Refuse."""
        return False

    def report_health(self, report: HealthReport) -> None:
        """Say that nobody can join."""
        report.error(
            "the keys could not be read, so nobody can join",
            "see the log of the start; `gamebridge devices keys` tells the same",
        )

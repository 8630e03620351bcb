"""What every template knows of the house."""

from django.conf import settings
from django.http import HttpRequest

from scheduler.demo.cast import LOGINS, PASSWORD


def house(request: HttpRequest) -> dict[str, object]:
    """The mode, who is looking and, in the demo, who can log in."""
    logins = [(login.name, login.role, login.email, PASSWORD) for login in LOGINS] if settings.DEMO else []
    return {"DEMO": settings.DEMO, "actor": getattr(request, "actor", None), "demo_logins": logins}

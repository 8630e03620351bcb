"""The wiring as a Django app, so that `manage.py start` and `manage.py load_demo` are found."""

from __future__ import annotations

from functools import cache

from django.apps import AppConfig
from django.conf import settings
from django.utils.functional import cached_property
from encrypted_fields.fields import EncryptedFieldMixin


class SchedulerConfig(AppConfig):
    """The front of the house."""

    name = "scheduler"
    verbose_name = "Aan tafel"

    def ready(self) -> None:
        """Wire what no room may know of."""
        share_field_keys()


def share_field_keys() -> None:
    """Let encrypted fields have their keys worked out once a process.

    The library does so once for each of our four hundred fields, at 100,000 rounds of a hash a key: the first page that
    reads ten of them waited a quarter of a second for it. The keys are still the library's own.
    """
    work_out = EncryptedFieldMixin.keys.func

    @cache
    def worked_out(secrets: tuple[str, ...], salts: tuple[str, ...]) -> tuple[bytes, ...]:
        del secrets, salts  # read from the settings by the library
        return tuple(work_out(EncryptedFieldMixin()))

    def keys(_field: EncryptedFieldMixin) -> list[bytes]:
        return list(worked_out((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS), tuple(settings.SALT_KEY)))

    shared = cached_property(keys)
    shared.__set_name__(EncryptedFieldMixin, "keys")
    EncryptedFieldMixin.keys = shared

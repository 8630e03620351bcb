"""Which mails were taken already: a mail server may give the same one twice, and a worker may die after taking it."""

from __future__ import annotations

from django.db import models


class TakenMail(models.Model):
    """One mail that was read: a print of it, never its content, and how often it could not be taken.

    `digest` is a SHA-256 over Message-ID, sender and body (`services.digest_of`). `taken_at` is empty as long as every
    try failed. Of no tenant: whose it is, is known only after reading.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True, blank=True)
    first_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["first_at"]

    def __str__(self) -> str:
        return self.digest[:12]

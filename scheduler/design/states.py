"""Which colour a state gets. The words come from the models; this only says how they feel.

Keys are the stored values of every state in the house; an unknown one is shown neutral, never wrong.
"""

TONES: dict[str, str] = {
    # good: settled, nobody has to do anything
    **dict.fromkeys(
        ("sent", "agreed", "published", "settled", "done", "held", "accepted", "yes", "ja", "akkoord", "closed"), "good"
    ),
    # info: going on, or fixed for later
    **dict.fromkeys(("planned", "running", "sending", "started", "going", "proposed", "continue", "open"), "info"),
    # wait: nothing heard yet
    **dict.fromkeys(("draft", "waiting", "needs-action", "later", "unknown", "unsure", "stopped"), "wait"),
    # warn: somebody should look
    **dict.fromkeys(("tentative", "ifneeded", "change", "stuck", "back"), "warn"),
    # bad: it failed, or the answer is no
    **dict.fromkeys(("failed", "declined", "no", "nee", "withdrawn", "cancelled", "late", "bad"), "bad"),
    # the tones by their own name
    **{tone: tone for tone in ("good", "info", "wait", "warn")},
}


def tone(state: object) -> str:
    """`good`, `info`, `wait`, `warn` or `bad` for a stored state."""
    return TONES.get(str(getattr(state, "value", state)).lower(), "wait")

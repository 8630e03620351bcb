"""What our libraries must be, because one of them would replace another."""

import importlib.metadata
from pathlib import Path

import urllib3


def test_urllib3_is_the_real_one() -> None:
    """urllib3-future, which caldav needs, overwrites it unless installed with URLLIB3_NO_OVERRIDE=1 (caldav#611)."""
    source = (Path(urllib3.__file__).parent / "__init__.py").read_text(encoding="utf-8")
    files = importlib.metadata.files("urllib3") or []

    assert urllib3.__version__ == importlib.metadata.version("urllib3")
    assert int(urllib3.__version__.split(".")[2]) < 900  # urllib3-future counts its releases from 900
    assert "urllib3_future" not in source
    assert {str(file) for file in files} >= {"urllib3/__init__.py", "urllib3/connectionpool.py"}

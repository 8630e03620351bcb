"""What may be in the repository: locks with hashes, no addresses of registries, no paths of a machine."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_pins_every_package_by_hash_and_names_no_host(lock):
    text = (ROOT / lock).read_text()
    packages = re.findall(r"^([A-Za-z0-9][\w.\-\[\],]*)==", text, re.M)
    assert len(packages) > 50
    for block in re.split(r"\n(?=\S)", text):
        if "==" in block.split("\n")[0] and not block.startswith("#"):
            assert "--hash=sha256:" in block, block
    assert "://" not in text
    assert "--no-binary urllib3-future" in text


def test_no_registry_and_no_path_of_a_machine_in_the_tree():
    patterns = re.compile(
        r"(?:pypi|pythonhosted|npmjs)\.(?:org|com)/(?:simple|packages)|" + "/" + r"root/|" + "/" + r"work/main"
    )
    found = []
    for path in tracked():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found += [f"{path.name}: {match.group()}" for match in patterns.finditer(text)]
    assert found == []


def test_urllib3_is_the_real_one():
    """Caldav's urllib3-future must not have overwritten it (python-caldav/caldav#611)."""
    import importlib.metadata

    import urllib3

    assert urllib3.__version__ == importlib.metadata.version("urllib3")
    assert urllib3.__version__.startswith("2.")

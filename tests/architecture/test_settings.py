"""Settings refuse what is not safe, in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "AANTAFEL_MODE": "production",
    "SECRET_KEY": "k" * 60,
    "FIELD_KEY": "f" * 40,
    "ALLOWED_HOSTS": "aantafel.example",
    "BASE_URL": "https://aantafel.example",
    "EMAIL_URL": "smtp://localhost:25",
}


def start(tmp_path, **env):
    clean = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup(); print('started')"],
        cwd=ROOT,
        env={**clean, "DJANGO_SETTINGS_MODULE": "scheduler.settings", "DATA_DIR": str(tmp_path), **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_its_own_keys(tmp_path):
    assert start(tmp_path, **GOOD).stdout == "started\n"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": None}, "demo's keys"),
        ({"FIELD_KEY": None}, "demo's keys"),
        ({"FIELD_KEY": "demo-field-key"}, "demo's keys"),
        ({"BASE_URL": "http://aantafel.example"}, "https"),
        ({"DEBUG": "true"}, "DEBUG"),
        ({"EMAIL_URL": "demo://"}, "demo mailbox"),
        ({"AANTAFEL_MODE": "prod"}, "can be 'demo' or 'production'"),
    ],
)
def test_production_refuses(tmp_path, change, sentence):
    env = {key: value for key, value in {**GOOD, **change}.items() if value is not None}
    result = start(tmp_path, **env)
    assert result.returncode != 0
    assert sentence in result.stderr


def test_demo_serves_this_machine_only(tmp_path):
    result = start(tmp_path, ALLOWED_HOSTS="aantafel.example")
    assert result.returncode != 0
    assert "this machine only" in result.stderr


def test_a_secret_can_come_from_a_file(tmp_path):
    secret = tmp_path / "key"
    secret.write_text("s" * 60)
    env = {key: value for key, value in GOOD.items() if key != "SECRET_KEY"}
    assert start(tmp_path, **env, SECRET_KEY_FILE=str(secret)).stdout == "started\n"

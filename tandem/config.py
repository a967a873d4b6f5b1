"""Settings: the only place that reads the environment.

Every setting has a working default, so nothing has to be set for a first run. A setting ``home`` is read from
``TANDEM_HOME``, ``ledger_url`` from ``TANDEM_LEDGER_URL``, and so on.
"""

from functools import cached_property
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Where things are and how much a step may use. Paths below ``home`` are derived and cannot be set singly."""

    model_config = SettingsConfigDict(env_prefix="TANDEM_", extra="ignore")

    home: Path = Field(Path(".tandem"), description="Data folder: landing, raw, releases and the ledger.")
    project_root: Path = Field(PROJECT_ROOT, description="Folder with contracts/, dbt_project/ and expectations/.")
    ledger_url: str | None = Field(None, description="SQLAlchemy URL; default: SQLite in the data folder.")
    memory_limit_mb: int = Field(1200, description="Memory that DuckDB may use in one step, in MiB.")
    threads: int = Field(2, description="Threads that DuckDB and dbt may use in one step.")
    max_file_mb: int = Field(8192, description="Largest file that is landed, in MiB, before and after unpacking.")
    max_field_bytes: int = Field(1_000_000, description="Longest single field that is accepted, in bytes.")
    keep_releases: int = Field(5, description="Releases kept for rollback; older ones are removed by retention.")
    further_tables: bool = Field(False, description="Also stage connector tables that no mart reads.")
    log_format: str = Field("text", description="text | json: form of the log lines on standard error.")
    log_level: str = Field("info", description="debug | info | warning | error.")

    @cached_property
    def root(self) -> Path:
        """The data folder as an absolute path."""
        return self.home.expanduser().resolve()

    @property
    def ledger_address(self) -> str:
        """The ledger's SQLAlchemy URL."""
        return self.ledger_url or f"sqlite:///{self.root / 'ledger.sqlite'}"

    @property
    def inbox(self) -> Path:
        """Files dropped here are landed by the next run and taken away."""
        return self.root / "inbox"

    @property
    def landing(self) -> Path:
        """The bytes that came, never changed."""
        return self.root / "landing"

    @property
    def raw(self) -> Path:
        """Accepted rows: ``raw/<system>/<entity>/<batch_id>.parquet``."""
        return self.root / "raw"

    @property
    def quarantine(self) -> Path:
        """Refused rows with their reasons: ``quarantine/<system>/<entity>/<batch_id>.parquet``."""
        return self.root / "quarantine"

    @property
    def builds(self) -> Path:
        """Candidates being built: ``builds/<build_no>/``; removed once published or discarded."""
        return self.root / "builds"

    @property
    def releases(self) -> Path:
        """Published releases: ``releases/<release_id>/`` and the pointer ``releases/current``."""
        return self.root / "releases"

    @property
    def match_model(self) -> Path:
        """A match model of one's own, made by ``tandem identity train``; without it the one that ships is used."""
        return self.root / "match_model.json"

    @property
    def temporary(self) -> Path:
        """Half-written files; swept at the start of every run."""
        return self.root / "tmp"

    @property
    def contracts(self) -> list[Path]:
        """Folders that are searched for contracts: the project's own, then the data folder's."""
        return [self.project_root / "contracts", self.root / "contracts"]

    @property
    def mappings(self) -> list[Path]:
        """Folders that are searched for column mappings: the project's own, then the data folder's."""
        return [self.project_root / "agreements" / "mappings", self.root / "mappings"]

    @property
    def expectations(self) -> Path:
        """Readable suites of the gates."""
        return self.project_root / "expectations"

    @property
    def dbt_project(self) -> Path:
        """The dbt project."""
        return self.project_root / "dbt_project"

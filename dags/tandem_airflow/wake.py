"""Starting a build: at most one waiting run per build number."""

from typing import Any

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk.exceptions import AirflowSkipException


class WakeBuild(TriggerDagRunOperator):
    """Trigger ``build_customer_view`` under the run id that the ledger gave, or skip when no build is due.

    The run id carries the number of the next build, so every batch that is accepted before that build begins names
    the same run: ten files make one build. A run that exists already will take the batch along.
    """

    def __init__(self, *, build_run_id: str, **kwargs: Any) -> None:
        super().__init__(
            trigger_dag_id="build_customer_view",
            trigger_run_id=build_run_id,
            logical_date=None,
            skip_when_already_exists=True,
            openlineage_inject_parent_info=False,
            **kwargs,
        )

    def execute(self, context: Any) -> None:
        """Trigger, unless the template came out empty."""
        if not self.trigger_run_id:
            raise AirflowSkipException("no build is due")
        super().execute(context)

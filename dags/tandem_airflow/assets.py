"""The events between the DAGs. Each keyed asset has exactly one consumer (apache/airflow#71070)."""

from airflow.sdk import Asset, AssetWatcher

from tandem.config import Settings
from tandem_airflow.inbox import InboxTrigger

# Unkeyed: files are waiting. A watcher cannot set keys, and dispatch needs none.
INBOX = Asset(
    "tandem_inbox",
    watchers=[AssetWatcher(name="tandem_inbox_watcher", trigger=InboxTrigger(str(Settings().inbox)))],
)

# Keyed by batch id: this batch wants to be accepted.
MARKETING_BATCH = Asset("tandem_marketing_batch")
SALES_BATCH = Asset("tandem_sales_batch")

# Keyed by release id: this release is being served.
RELEASE = Asset("tandem_release")

"""Health check of one Airflow component: ``healthy.py scheduler``; exits non-zero unless the API calls it healthy."""

import json
import os
import sys
from urllib.parse import urlsplit
from urllib.request import urlopen

server = urlsplit(os.environ["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"])
with urlopen(f"{server.scheme}://{server.netloc}/api/v2/monitor/health", timeout=10) as answer:  # noqa: S310
    status = json.load(answer)[sys.argv[1]]["status"]
sys.exit(0 if status == "healthy" else f"{sys.argv[1]} is {status}")

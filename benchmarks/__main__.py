"""``make bench``: every benchmark, one after the other; each writes its own file to ``benchmarks/results/``."""

import subprocess
import sys

BENCHMARKS = ("accept.bench_accept", "build.bench_build", "latency.bench_latency", "identity.bench_identity")


def main() -> int:
    """Run them in processes of their own, so that one does not measure what another left behind."""
    failed = []
    for name in BENCHMARKS:
        print(f"== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode != 0:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Runs wrk and reads its report."""

import re
import subprocess

SECONDS_PER_UNIT = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


def run(url, connections, seconds, threads, script=None):
    """One load, by a Lua script if there is one; the result's counts are of the whole run."""
    command = ["wrk", "--latency", f"-t{min(threads, connections)}", f"-c{connections}",
               f"-d{seconds}s"] + (["-s", str(script)] if script else []) + [url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"wrk failed: {done.stderr.strip() or done.stdout.strip()}")
    return parse(done.stdout)


def parse(report):
    """
    >>> result = parse('''
    ...   Latency Distribution
    ...      50%  980.00us
    ...      99%    2.50ms
    ...   1000 requests in 2.00s, 1.23MB read
    ...   Socket errors: connect 0, read 1, write 0, timeout 2
    ...   Non-2xx or 3xx responses: 7''')
    >>> result["requests"], result["requests_per_s"], result["errors"]
    (1000, 500.0, 10)
    >>> round(result["p50_ms"], 3), round(result["p99_ms"], 3)
    (0.98, 2.5)
    """
    count = re.search(r"(\d+) requests in ([\d.]+)(us|ms|s|m)\b", report)
    if not count:
        raise RuntimeError(f"wrk printed no count of requests:\n{report}")
    requests = int(count[1])
    elapsed_s = float(count[2]) * SECONDS_PER_UNIT[count[3]]
    return {
        "requests": requests,
        "requests_per_s": requests / elapsed_s,
        "p50_ms": percentile_ms(report, 50),
        "p99_ms": percentile_ms(report, 99),
        "errors": errors(report),
    }


def percentile_ms(report, percent):
    match = re.search(rf"^\s*{percent}%\s+([\d.]+)(us|ms|s|m)\s*$", report, re.MULTILINE)
    if not match:
        raise RuntimeError(f"wrk printed no {percent}th percentile:\n{report}")
    return float(match[1]) * SECONDS_PER_UNIT[match[2]] * 1000


def errors(report):
    total = 0
    sockets = re.search(r"Socket errors: (.*)", report)
    if sockets:
        total += sum(int(number) for number in re.findall(r"\d+", sockets[1]))
    status = re.search(r"Non-2xx or 3xx responses: (\d+)", report)
    return total + (int(status[1]) if status else 0)

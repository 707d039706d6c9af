"""Turns the measured runs into medians, ratios to nginx and a table."""

from statistics import median

BASELINE = "nginx"


def summarize(runs):
    """One row for each number of connections and each proxy, in the order of the runs."""
    keys = sorted({(run["connections"], run["order"], run["proxy"]) for run in runs})
    return [summarize_proxy(runs, connections, proxy) for connections, _, proxy in keys]


def summarize_proxy(runs, connections, proxy):
    own = [run for run in runs if run["proxy"] == proxy and run["connections"] == connections]
    row = {"connections": connections, "proxy": proxy, "rounds": len(own)}
    for figure in ("requests_per_s", "cpu_us", "p50_ms", "p99_ms"):
        row[figure] = median(run[figure] for run in own)
    row["memory_bytes"] = max(run["memory_bytes"] for run in own)
    row["errors"] = sum(run["errors"] for run in own)
    baseline = {run["round"]: run for run in runs
                if run["proxy"] == BASELINE and run["connections"] == connections}
    for figure in ("requests_per_s", "cpu_us"):
        row[f"{figure}_ratio"] = ratio(own, baseline, figure)
    return row


def ratio(own, baseline, figure):
    """The median, least and greatest of the ratios within each round; None without nginx."""
    ratios = [run[figure] / baseline[run["round"]][figure]
              for run in own if run["round"] in baseline]
    return (median(ratios), min(ratios), max(ratios)) if ratios else None


def growth(rows):
    """CPU per request at the most connections over that at 64, for each proxy."""
    counts = sorted({row["connections"] for row in rows})
    if 64 not in counts or counts[-1] == 64:
        return {}
    cost = {(row["proxy"], row["connections"]): row["cpu_us"] for row in rows}
    return {row["proxy"]: cost[row["proxy"], counts[-1]] / row["cpu_us"]
            for row in rows if row["connections"] == 64}


def print_table(rows):
    head = (f"{'proxy':<14}{'requests/s':>11}{'CPU µs/req':>12}{'p50 ms':>9}{'p99 ms':>9}"
            f"{'PSS MiB':>9}{'errors':>8}   {'CPU ÷ nginx':<20}requests/s ÷ nginx")
    for connections in sorted({row["connections"] for row in rows}):
        print(f"\n{connections} connections\n{head}")
        for row in rows:
            if row["connections"] == connections:
                print_row(row)
    if factors := growth(rows):
        print(f"\nCPU per request at {rows[-1]['connections']} connections over that at 64: "
              + ", ".join(f"{proxy} {factor:.2f}" for proxy, factor in factors.items()))


def print_row(row):
    print(f"{row['proxy']:<14}{row['requests_per_s']:>11,.0f}{row['cpu_us']:>12.1f}"
          f"{row['p50_ms']:>9.2f}{row['p99_ms']:>9.2f}{row['memory_bytes'] / 2**20:>9.1f}"
          f"{row['errors']:>8}   {format_ratio(row['cpu_us_ratio']):<20}"
          f"{format_ratio(row['requests_per_s_ratio']):<20}".rstrip())


def format_ratio(values):
    return "-" if values is None else "{:.2f} ({:.2f}–{:.2f})".format(*values)

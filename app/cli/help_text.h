#pragma once

/// What --help says besides the list of options.
namespace sluice::cli::help {

inline constexpr auto program =
    "A gateway that you can see into: forwards HTTP requests to your servers, balances between "
    "them\n"
    "and measures what happens. Without arguments it opens the desktop application.";

inline constexpr auto examples = R"(Examples:
  sluice run --listen 8080 --to http://127.0.0.1:9001
      Everything that comes to http://127.0.0.1:8080 goes to one local service.
  sluice run --to http://127.0.0.1:9001 http://127.0.0.1:9002
      The same on the default port, in turn to two.
  sluice check gateway.toml && sluice run --config gateway.toml
      A gateway from a file; kill -HUP reloads it, and so does saving it.
  sluice run --demo
      Three servers and some traffic, to look at.
  sluice bench http://127.0.0.1:8080/ -c 50 -d 10s
      Load, and how the target took it; sluice bench --help has the rest.
  sluice pools
      A running gateway's pools and servers: states, weights, shares, latencies.
  sluice weight web web-1 2.5 && sluice drain web web-2 && sluice strategy web peak-ewma
      Changes, live at once; sluice save writes them into the file.
  sluice set web concurrency.max 50 && sluice set web retry.status '[502, 503]'
      Any setting of a pool or route; without key and value, all are shown.
  sluice snapshot -o before.json
      What a running gateway has measured, to be compared: sluice snapshot diff before.json after.json

Exit codes:
  0  all is well; also after a graceful stop (Ctrl+C or SIGTERM)
  1  the gateway failed while running, or refused what it was told; no request of a load succeeded
  2  the command line is wrong
  3  the configuration is wrong
  4  cannot listen: an address is in use or may not be used
  5  nothing answers where a gateway was asked, or a load was sent
  6  what a comparison of snapshots was to fail on has happened
  7  a comparison of snapshots has no requests to judge by)";

inline constexpr auto run = R"(Give one of --config, --to and --demo.

Signals:
  SIGTERM, SIGINT  stop accepting, finish what is in flight, exit 0; a second one ends at once
  SIGHUP           read the file again; a broken file changes nothing; open the access log again
  SIGUSR1          open the access log again, after its rotation

Examples:
  sluice run --config gateway.toml
  sluice run --listen 127.0.0.1:8080 --to http://127.0.0.1:9001
  sluice run --to http://127.0.0.1:9001 http://127.0.0.1:9002 --access-log -
  sluice run --to http://127.0.0.1:3000 --set timeout=0s --set timeouts.read=0s
  sluice run --demo

Exit codes: 0 stopped as asked, 1 failed while running, 2 wrong usage, 3 wrong configuration,
4 cannot listen)";

inline constexpr auto tuning =
    R"(The gateway must run, with its admin API on. Where only one of yours runs on this machine, it is
the one that is meant; of several, --admin or --config names one. What changes a gateway says which.
A token comes from the file, or from the environment variable SLUICE_TOKEN.

Exit codes: 0 done, 1 refused, 2 wrong usage, 3 wrong configuration, 5 no gateway answers)";

inline constexpr auto bench =
    R"(Closed loop: as many requests at a time as --in-flight says, the next one when one is answered.
Open loop, with --rate: requests come when they are due, on at most --in-flight connections (1000
if not given), and their times count from then, so that a stall of the target shows.
The report says so when the generator itself was the limit. Ctrl+C ends it with the report so far.

Examples:
  sluice bench http://127.0.0.1:8080/api/v1/data -c 50 -n 500
  sluice bench http://127.0.0.1:8080/ --rate 5000 -d 30s --ramp 5s --warm-up 2s
  sluice bench --plan bench.toml --format json --output report.json
  sluice bench --plan bench.toml http://127.0.0.1:8090     the same plan, sent elsewhere
  sluice bench --plan bench.toml --scenario health         one of its scenarios; --list names them

Exit codes: 0 done, 1 no request of a scenario succeeded or the report cannot be written,
2 wrong usage, 3 wrong plan, 5 no request of a scenario was answered)";

inline constexpr auto snapshot =
    R"(Without --for, a snapshot holds all that was counted since the gateway started; with it, what was
counted from now on in that time. Formats: json (the whole, for merge and diff), csv, prometheus.
It holds no secrets. A token for the gateway comes from --config, or from the environment variable
SLUICE_TOKEN.

Examples:
  sluice snapshot --for 30s -o before.json
  sluice snapshot diff before.json after.json --fail-if 'p99 > +10%' --fail-if 'error_rate > 0.01'
  sluice snapshot merge gateway-1.json gateway-2.json -o both.json

Exit codes: 0 done, 1 a file or the gateway's answer is bad, 2 wrong usage, 3 wrong configuration,
5 no gateway answers, 6 diff: a condition of --fail-if holds, 7 diff: nothing was measured that a
condition could be judged by)";

inline constexpr auto snapshotDiff =
    R"(A condition is FIGURE > LIMIT or FIGURE < LIMIT. FIGURE is one of the first column, with @ROUTE or
@POOL/SERVER for one of these. A LIMIT with a sign is a change from A to B: +10%, -5%, +2ms; one
without is a value of B: 50ms, 0.01.

Exit codes: 0 no condition holds, 1 a file is bad, 2 wrong usage, 6 a condition holds, 7 none holds,
but for one there are no requests to judge by)";

inline constexpr auto check =
    R"(Problems are printed as file:line:column: message. A start is tried, too, but for starting: whether
the addresses are free, and the files there that it needs. That this very file's gateway runs is no
problem.

Exit codes: 0 the file is good, 2 wrong usage, 3 wrong configuration, 4 an address is in use or may not
be used)";

}  // namespace sluice::cli::help

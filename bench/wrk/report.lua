-- Prints one line that the benchmark reads: requests, microseconds, microseconds of the 99th percentile, failures.
done = function(summary, latency, requests)
  local errors = summary.errors
  local failures = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("report %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(99), failures))
end

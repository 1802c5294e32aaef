"""Publications: functions from the snapshot and results to bytes; same input, same bytes."""

"""When outlets are crawled: schedules, supervised child processes, missed runs."""

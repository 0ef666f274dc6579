"""When outlets are crawled: schedules, supervised child processes, catching up."""

"""The history of crawls and of the scheduler's jobs."""

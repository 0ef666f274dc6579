"""What assistants can ask: a file for each subject, each tool a function of its arguments."""

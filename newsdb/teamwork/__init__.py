"""What colleagues tell each other about stories: who looks at one, and comments."""

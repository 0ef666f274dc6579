"""Sites that people add by their address, and single pages that they ask to keep."""

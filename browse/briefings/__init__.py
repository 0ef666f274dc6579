"""Pages of briefings: what they show, and what their forms do."""

"""Figures of relevant stories: by day, outlet, country and concept, who led, what waits."""

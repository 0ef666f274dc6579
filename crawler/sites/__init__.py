"""Sites without a spider: what they offer, and a spider file for one with its own design."""

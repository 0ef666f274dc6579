"""Sites added and pages kept at the desk: fetching in processes of their own, forms."""

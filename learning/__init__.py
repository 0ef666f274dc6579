"""What people's decisions teach: terms for the watch list, an order for the review bin."""

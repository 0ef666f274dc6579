"""What readers are to be told and what they were told: subscriptions, the outbox, channels."""

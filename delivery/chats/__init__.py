"""Messages to chats: what each service takes, its limits, and how nobody is called by a title."""

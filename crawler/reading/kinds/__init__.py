"""What kind of page is read: an article, or one of the many others that sites have."""

"""What our own pages of articles and outlets consist of: filters as links, marks, charts."""

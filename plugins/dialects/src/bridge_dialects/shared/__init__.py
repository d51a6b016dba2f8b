"""What the systems of this plugin share."""

"""Finding cameras on the network: by multicam's broadcasts and by mDNS."""

"""The public test kit: fakes and a whole bridge, for the core's and for plugins' tests."""

"""The AprilTag hub for GDevelop, ports 5000, 5100 and 5200."""

"""The command line (命令行): one file a command, Chinese for people, JSON for programs."""

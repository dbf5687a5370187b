import CommandLineInterface

runApus()

internal import RuntimeCommandLine

RuntimeMain.run()

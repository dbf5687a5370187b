internal import Linux

/// The init of `--init`: our own runtime program under another name; see `ContainerInit`.
enum InitProgram {
    static func path(_ engine: Engine) throws(EngineError) -> String {
        try system("looking for the init program \(engine.runtimeProgram)") { () throws(SystemCallError) in
            _ = try status(of: engine.runtimeProgram)
        }
        return engine.runtimeProgram
    }
}
